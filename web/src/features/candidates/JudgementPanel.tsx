import { Star } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { labelClass } from '@/components/fieldClass';
import { ErrorNotice } from '@/components/Notice';
import { Skeleton } from '@/components/states';
import { TextField } from '@/components/TextField';
import { useFormat } from '@/hooks/useFormat';
import { cx } from '@/lib/cx';
import { clock } from '@/lib/time';
import type { useJudgement } from './useJudgement';

/** Typing rests this long before it is saved. */
const SAVE_AFTER_MS = 800;
const MARKS = [1, 2, 3, 4, 5] as const;

/** What this recruiter thinks; nobody else reads it. */
export function JudgementPanel({
  judgement,
  isSaving,
  error,
  rate,
  note,
}: ReturnType<typeof useJudgement>) {
  const { t } = useTranslation(['candidates', 'common']);
  const format = useFormat();
  if (!judgement) {
    return error === null ? <Skeleton className="h-64" /> : <ErrorNotice error={error} />;
  }
  const { lastWatched } = judgement;
  return (
    <div className="flex flex-col gap-6">
      {error !== null && <ErrorNotice error={error} />}
      <Rating value={judgement.rating} onChange={rate} />
      <Notes saved={judgement.notes} onSave={note} isSaving={isSaving} />
      {lastWatched && (
        <p className="text-sm text-ink-faint">
          {t('last_watched', {
            ago: format.ago(lastWatched.viewed_at),
            length:
              lastWatched.duration < 60
                ? format.seconds(lastWatched.duration)
                : clock(lastWatched.duration),
          })}
        </p>
      )}
    </div>
  );
}

function Rating({ value, onChange }: { value: number | null; onChange: (value: number) => void }) {
  const { t } = useTranslation('candidates');
  return (
    <RadioGroup
      orientation="horizontal"
      value={value === null ? '' : String(value)}
      onChange={(chosen) => onChange(Number(chosen))}
      className="flex flex-col gap-1"
    >
      <Label className={labelClass}>{t('rating')}</Label>
      <div className="-ms-2 flex">
        {MARKS.map((mark) => (
          <RadioField
            key={mark}
            value={String(mark)}
            aria-label={t('rating_of', { mark, max: MARKS.length })}
          >
            <RadioButton className="flex size-10 cursor-pointer items-center justify-center rounded-sm transition-colors hovered:bg-sunken focus-ring:outline-2 focus-ring:outline-accent">
              <Star
                aria-hidden
                className={cx(
                  'size-6',
                  value !== null && mark <= value ? 'fill-accent text-accent' : 'text-line-strong',
                )}
              />
            </RadioButton>
          </RadioField>
        ))}
        <span className="self-center ps-2 text-sm whitespace-nowrap text-ink-soft nums">
          {value === null ? t('not_rated') : t('rating_of', { mark: value, max: MARKS.length })}
        </span>
      </div>
    </RadioGroup>
  );
}

function Notes({
  saved,
  onSave,
  isSaving,
}: {
  saved: string;
  onSave: (notes: string) => void;
  isSaving: boolean;
}) {
  const { t } = useTranslation(['candidates', 'common']);
  const [notes, setNotes] = useState(saved);
  const changed = notes !== saved;

  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => onSave(notes), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
    // `onSave` is new at each render; the text alone says when to save.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [notes, changed]);

  return (
    <div>
      <TextField
        rows={5}
        maxLength={5000}
        label={t('notes')}
        description={t('notes_detail')}
        value={notes}
        onChange={setNotes}
        onBlur={() => changed && onSave(notes)}
      />
      <p role="status" className="mt-1 h-5 text-xs text-ink-faint">
        {changed || isSaving ? t('saving') : notes === '' ? '' : t('common:saved')}
      </p>
    </div>
  );
}
