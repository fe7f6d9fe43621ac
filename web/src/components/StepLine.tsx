import { cx } from '@/lib/cx';

export interface StepPart {
  key: string;
  duration_ms: number;
}

/** Time as one thin line, a segment a step, as long as the step lasts. `filledMs` fills it. */
export function StepLine({
  steps,
  filledMs = 0,
  className,
}: {
  steps: readonly StepPart[];
  filledMs?: number;
  className?: string;
}) {
  const starts = steps.map((_, i) =>
    steps.slice(0, i).reduce((sum, { duration_ms }) => sum + duration_ms, 0),
  );
  return (
    <span aria-hidden className={cx('flex h-1 gap-1', className)}>
      {steps.map(({ key, duration_ms }, i) => {
        const done = Math.min(1, Math.max(0, (filledMs - (starts[i] ?? 0)) / duration_ms));
        return (
          <span
            key={key}
            style={{ flexGrow: duration_ms }}
            className="relative basis-0 overflow-hidden rounded-full bg-current/20"
          >
            <span
              className="absolute inset-y-0 start-0 rounded-full bg-current"
              style={{ width: `${String(done * 100)}%` }}
            />
          </span>
        );
      })}
    </span>
  );
}
