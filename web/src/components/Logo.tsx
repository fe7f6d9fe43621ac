import { cx } from '@/lib/cx';

/** The gate with the play mark; `word` adds the name. */
export function Logo({ word = true, className }: { word?: boolean; className?: string }) {
  return (
    <span dir="ltr" className={cx('inline-flex items-center gap-2.5', className)}>
      <svg viewBox="0 0 32 32" aria-hidden className="size-7 shrink-0 text-accent">
        <path
          d="M6 27V15.5a10 10 0 0 1 20 0V27"
          fill="none"
          stroke="currentColor"
          strokeWidth="3"
          strokeLinecap="round"
        />
        <path
          d="M12.6 15.6v8.3a1 1 0 0 0 1.5.9l7-4.2a1 1 0 0 0 0-1.7l-7-4.2a1 1 0 0 0-1.5.9Z"
          fill="currentColor"
        />
      </svg>
      {word && (
        <span className="flex items-baseline gap-2 text-sm font-semibold tracking-wide text-ink">
          JOBGATE
          <span className="hidden font-normal tracking-normal text-ink-faint sm:inline">
            Video Studio
          </span>
        </span>
      )}
    </span>
  );
}
