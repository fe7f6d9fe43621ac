import { useTranslation } from 'react-i18next';
import { useFormat } from '@/hooks/useFormat';
import { cx } from '@/lib/cx';
import { gradeOf, shown, type Criterion, type Grade } from '@/lib/score';

/** Three quarters of a circle, open at the foot; the same drawing in every size. */
const RADIUS = 20;
const SWEEP = 0.75 * 2 * Math.PI * RADIUS;
const ARC = 'M 9.858 38.142 A 20 20 0 1 1 38.142 38.142';

const STROKES: Readonly<Record<Grade, string>> = {
  excellent: 'stroke-done',
  good: 'stroke-done',
  improve: 'stroke-advice',
};
const WORDS: Readonly<Record<Grade, string>> = {
  excellent: 'text-done-ink',
  good: 'text-done-ink',
  improve: 'text-advice-ink',
};

export interface GaugeProps {
  criterion: Criterion | 'overall';
  /** `null` while there was nothing to judge. */
  score: number | null;
  /** The last number is too old to be shown. */
  paused?: boolean;
  /** Words beside the arc, or under it where room is scarce. */
  layout: 'row' | 'column';
}

/** One score: a small arc, its number and a word. A meter for a screen reader, never announced by itself. */
export function Gauge({ criterion, score, paused = false, layout }: GaugeProps) {
  const { t } = useTranslation('coaching');
  const format = useFormat();
  const name = t(criterion);
  const number = score === null || paused ? null : shown(score);
  const grade = number === null ? null : gradeOf(number);
  const word = grade ? t(`grade_${grade}`) : t(paused ? 'paused' : 'not_yet');
  const meter =
    number === null
      ? // A meter must have a number, and there is none that would be true.
        { role: 'img', 'aria-label': t('gauge_named', { name, value: word }) }
      : {
          role: 'meter',
          'aria-label': name,
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          'aria-valuenow': number,
          'aria-valuetext': t('gauge_value', { number, word }),
        };
  return (
    <div
      {...meter}
      data-testid={`gauge-${criterion}`}
      data-grade={grade ?? undefined}
      className={cx(
        'flex min-w-0 items-center',
        layout === 'row' ? 'gap-2.5' : 'flex-col text-center',
      )}
    >
      <span aria-hidden className="relative size-12 shrink-0">
        <svg viewBox="0 0 48 48" className="size-full fill-none stroke-4">
          <path d={ARC} strokeLinecap="round" className="stroke-line-strong/40" />
          {number !== null && number > 0 && (
            <path
              d={ARC}
              strokeLinecap="round"
              strokeDasharray={SWEEP}
              strokeDashoffset={SWEEP * (1 - number / 100)}
              className={cx(
                'transition-[stroke-dashoffset,stroke] duration-200 ease-(--ease-calm)',
                grade && STROKES[grade],
              )}
            />
          )}
        </svg>
        <span className="absolute inset-0 flex items-center justify-center text-base font-semibold text-ink nums">
          {number === null ? '–' : format.number(number)}
        </span>
      </span>
      <span
        aria-hidden
        className={cx('flex min-w-0 flex-col', layout === 'column' && 'max-w-full')}
      >
        <span className="truncate text-sm leading-4 font-medium text-ink">{name}</span>
        {/* All words in one cell: as wide as the longest, whatever the score. */}
        <span className="grid text-xs leading-4">
          {(['excellent', 'good', 'improve'] as const).map((one) => (
            <span
              key={one}
              className={cx(
                'invisible col-start-1 row-start-1 truncate',
                one === grade && 'visible font-medium',
                one === grade && WORDS[one],
              )}
            >
              {t(`grade_${one}`)}
            </span>
          ))}
          {grade === null && (
            <span className="col-start-1 row-start-1 truncate text-ink-soft">{word}</span>
          )}
        </span>
      </span>
    </div>
  );
}
