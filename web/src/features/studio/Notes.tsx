import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '@/live/state';
import { useReducedMotion } from './useReducedMotion';

/** As much as the server keeps for one video; more than anybody reads in ten minutes. */
const MAX_NOTES = 8_000;

/**
 * Private notes: written before the recording, read during it. Long ones move up with the time, as
 * a teleprompter does, until the reader moves them by hand.
 */
export function Notes({
  notes,
  onChange,
  run,
  totalMs,
}: {
  notes: string;
  /** `null` while recording: then they are only read. */
  onChange: ((notes: string) => void) | null;
  run: Run | null;
  totalMs: number;
}) {
  const { t } = useTranslation('studio');
  const id = useId();
  const page = useRef<HTMLDivElement>(null);
  const byHand = useRef(false);
  const reduced = useReducedMotion();
  const share = run && totalMs > 0 ? run.elapsedMs / totalMs : 0;

  useEffect(() => {
    const element = page.current;
    if (!element || byHand.current) return;
    const room = element.scrollHeight - element.clientHeight;
    if (room > 0) {
      element.scrollTo({ top: room * share, behavior: reduced ? 'instant' : 'smooth' });
    }
  }, [share, reduced]);

  const take = () => {
    byHand.current = true;
  };
  const size = 'mb-2 h-20 w-full text-base';
  return (
    <div className="flex min-w-0 flex-col border-line max-sm:border-t max-sm:pt-1 sm:border-s sm:ps-5">
      <label
        htmlFor={id}
        className="flex h-7 items-center text-sm font-medium text-ink-soft sm:h-9"
      >
        {t('notes')}
      </label>
      {onChange ? (
        <textarea
          id={id}
          data-testid="notes"
          value={notes}
          maxLength={MAX_NOTES}
          onChange={(event) => onChange(event.target.value)}
          placeholder={t('notes_placeholder')}
          className={`${size} resize-none [scrollbar-width:thin] rounded-sm border border-line-strong bg-surface px-3 py-1.5 outline-none placeholder:text-ink-faint focus:border-accent focus:ring-2 focus:ring-accent/30`}
        />
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <div
          ref={page}
          id={id}
          data-testid="notes"
          role="region"
          aria-label={t('notes')}
          // Scrolling by keyboard needs a place in the order.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onWheel={take}
          onTouchMove={take}
          onKeyDown={take}
          className={`${size} [scrollbar-width:thin] overflow-y-auto py-1.5 whitespace-pre-wrap`}
        >
          {notes}
        </div>
      )}
    </div>
  );
}
