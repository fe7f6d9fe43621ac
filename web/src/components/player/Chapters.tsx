import { useTranslation } from 'react-i18next';
import type { Chapter } from '@/api/models';
import { useLanguage } from '@/hooks/useLanguage';
import { directionOf } from '@/i18n/language';
import { cx } from '@/lib/cx';
import { clock } from '@/lib/time';
import { chapterAt } from './sources';

/** The steps of the script as places to go to. */
export function Chapters({
  chapters,
  durationS,
  timeS,
  onSeek,
}: {
  chapters: readonly Chapter[];
  durationS: number;
  /** Negative before the first play: no step is the current one. */
  timeS: number;
  onSeek: (timeS: number) => void;
}) {
  const { t } = useTranslation('player');
  const { language } = useLanguage();
  const current = timeS >= 0 ? chapterAt(chapters, timeS) : undefined;
  return (
    <ol
      // In the direction of the line above it.
      dir="ltr"
      aria-label={t('chapters')}
      className="mt-3 grid grid-cols-2 gap-x-4 gap-y-1 lg:grid-cols-4"
    >
      {chapters.map((chapter) => {
        const missing = chapter.start_ms >= durationS * 1000;
        const isCurrent = chapter === current;
        return (
          <li key={chapter.key} className="min-w-0">
            <button
              type="button"
              dir={directionOf(language)}
              disabled={missing}
              aria-current={isCurrent ? 'step' : undefined}
              onClick={() => onSeek(chapter.start_ms / 1000)}
              className={cx(
                'flex min-h-11 w-full cursor-pointer flex-col border-t-2 py-1.5 text-start text-sm transition-colors disabled:cursor-default disabled:opacity-50',
                isCurrent
                  ? 'border-accent font-medium text-ink'
                  : 'border-line text-ink-soft enabled:hover:border-accent enabled:hover:text-ink',
              )}
            >
              <span className="line-clamp-2 w-full leading-snug">{chapter.title[language]}</span>
              <span className="text-xs text-ink-faint nums">{clock(chapter.start_ms / 1000)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
