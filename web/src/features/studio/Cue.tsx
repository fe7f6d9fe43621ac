import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/IconButton';
import { useLanguage } from '@/hooks/useLanguage';
import { cx } from '@/lib/cx';
import type { LiveScript } from '@/live/protocol.gen';
import type { Run } from '@/live/state';
import { Notes } from './Notes';
import { Timeline } from './Timeline';

export interface CueProps {
  steps: LiveScript['steps'];
  /** `null` before the recording: the steps can be read through. */
  run: Run | null;
  notes: string;
  notesShown: boolean;
  onNotes: (notes: string) => void;
}

/**
 * What to say and how long for, at the top in the middle: whoever reads it looks towards the lens.
 * Private notes stand beside it.
 */
export function Cue({ steps, run, notes, notesShown, onNotes }: CueProps) {
  const { t } = useTranslation('studio');
  const { language } = useLanguage();
  const [browsed, setBrowsed] = useState(0);
  const index = Math.min(run?.step.index ?? browsed, steps.length - 1);
  const totalMs = steps.reduce((sum, step) => sum + step.duration_ms, 0);
  const leftS = Math.ceil((totalMs - (run?.elapsedMs ?? 0)) / 1000);
  const recording = run !== null;

  return (
    <div className="studio-cue" data-notes={notesShown ? '' : undefined}>
      <section
        aria-label={t('cue')}
        className={cx(
          'rounded-lg border border-line bg-surface/95 px-4 pt-1 pb-2.5 shadow-lift',
          notesShown && 'sm:grid sm:grid-cols-2 sm:gap-x-5',
        )}
      >
        <div className="flex min-w-0 flex-col">
          <header className="flex h-9 items-center gap-2">
            <h2 className="min-w-0 flex-1 truncate text-sm font-medium text-accent-ink">
              <span className="nums">{t('step_of', { step: index + 1, steps: steps.length })}</span>
              {' · '}
              {steps[index]?.title[language]}
            </h2>
            {!recording && steps.length > 1 && (
              <span className="-my-1 flex">
                <IconButton
                  icon={ChevronLeft}
                  mirrorIcon
                  label={t('step_previous')}
                  isDisabled={index === 0}
                  onPress={() => setBrowsed(index - 1)}
                />
                <IconButton
                  icon={ChevronRight}
                  mirrorIcon
                  label={t('step_next')}
                  isDisabled={index === steps.length - 1}
                  onPress={() => setBrowsed(index + 1)}
                />
              </span>
            )}
            <p className="shrink-0 text-2xl font-semibold nums" aria-hidden>
              {leftS}
              <span className="ms-0.5 text-sm font-normal text-ink-faint">{t('second_sign')}</span>
            </p>
          </header>
          {/* All prompts in one cell: the card is as high as the longest and never moves. */}
          <div className="grid pb-2">
            {steps.map((step, place) => (
              <p
                key={step.key}
                data-testid={place === index ? 'prompt' : undefined}
                aria-hidden={place !== index}
                className={cx(
                  'studio-prompt col-start-1 row-start-1 text-lg font-medium',
                  !notesShown && 'lg:text-xl',
                  place !== index && 'invisible',
                )}
              >
                {step.prompt[language]}
              </p>
            ))}
          </div>
        </div>
        {notesShown && (
          <Notes notes={notes} onChange={recording ? null : onNotes} run={run} totalMs={totalMs} />
        )}
        <div className="col-span-full">
          <Timeline steps={steps} run={run} />
        </div>
      </section>
    </div>
  );
}
