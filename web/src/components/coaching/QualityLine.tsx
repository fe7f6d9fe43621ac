import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quality, QualityHint } from '@/api/models';
import { cx } from '@/lib/cx';
import { EXCELLENT_ABOVE, GOOD_FROM } from '@/lib/score';
import { clock } from '@/lib/time';
import { curveOf } from './curve';

/** Units of the drawing; it is stretched to its place. */
const WIDTH = 1000;
const HEIGHT = 100;

/**
 * The overall score of each second under the player, on the same axis, and the hints as numbered
 * marks. A mark leads the player to where it begins; arrows go from mark to mark.
 */
export function QualityLine({
  quality,
  durationMs,
  onSeek,
}: {
  quality: Pick<Quality, 'samples' | 'hints'>;
  durationMs: number;
  onSeek: (timeS: number) => void;
}) {
  const { t } = useTranslation('coaching');
  const marks = useRef<(HTMLButtonElement | null)[]>([]);
  const { hints } = quality;
  const parts = curveOf(quality.samples, durationMs, WIDTH, HEIGHT);
  const share = (ms: number) => Math.min(1, Math.max(0, ms / durationMs));

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    // In the direction of the axis, which is the same in every language.
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = marks.current[index + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div dir="ltr" data-testid="quality-line" className="px-3">
      <div className="relative h-20">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('line')}
          className="size-full overflow-visible"
        >
          {[GOOD_FROM, EXCELLENT_ABOVE].map((score) => (
            <line
              key={score}
              x1={0}
              x2={WIDTH}
              y1={HEIGHT - score}
              y2={HEIGHT - score}
              vectorEffect="non-scaling-stroke"
              strokeDasharray="3 4"
              className="stroke-line-strong/60"
            />
          ))}
          <line
            x1={0}
            x2={WIDTH}
            y1={HEIGHT}
            y2={HEIGHT}
            vectorEffect="non-scaling-stroke"
            className="stroke-line-strong/60"
          />
          {parts.map(({ line, area }) => (
            <g key={line}>
              <path d={area} className="fill-accent/15" />
              <path
                d={line}
                vectorEffect="non-scaling-stroke"
                strokeLinejoin="round"
                strokeLinecap="round"
                className="fill-none stroke-accent stroke-2"
              />
            </g>
          ))}
        </svg>
      </div>
      {hints.length > 0 && (
        <ol aria-label={t('marks')} className="relative mt-1 h-8">
          {hints.map((hint, index) => (
            <li
              key={`${hint.code} ${hint.from_ms}`}
              className="absolute inset-y-0 min-w-6"
              style={{
                insetInlineStart: `min(${String(100 * share(hint.from_ms))}%, calc(100% - 1.5rem))`,
                width: `${String(100 * (share(hint.to_ms) - share(hint.from_ms)))}%`,
              }}
            >
              <button
                ref={(element) => {
                  marks.current[index] = element;
                }}
                type="button"
                title={hint.text}
                aria-label={t('mark', {
                  number: index + 1,
                  from: clock(hint.from_ms / 1000),
                  to: clock(hint.to_ms / 1000),
                  text: hint.text,
                })}
                onClick={() => onSeek(hint.from_ms / 1000)}
                onKeyDown={(event) => onKeyDown(event, index)}
                className={cx(
                  'flex size-full cursor-pointer items-center justify-center rounded-sm border text-xs font-semibold nums transition-colors hover:border-ink',
                  MARKS[hint.severity],
                )}
              >
                {index + 1}
              </button>
            </li>
          ))}
        </ol>
      )}
      <p aria-hidden className="mt-1 flex justify-between text-xs text-ink-faint nums">
        <span>{clock(0)}</span>
        <span>{clock(durationMs / 1000)}</span>
      </p>
    </div>
  );
}

const MARKS: Readonly<Record<QualityHint['severity'], string>> = {
  tip: 'border-line-strong/60 bg-sunken text-ink-soft',
  advice: 'border-advice/50 bg-advice-soft text-advice-ink',
  important: 'border-advice bg-advice-soft text-advice-ink',
};
