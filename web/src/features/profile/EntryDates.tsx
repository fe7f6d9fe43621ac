import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '@/components/Checkbox';
import { descriptionClass } from '@/components/fieldClass';
import { TextField } from '@/components/TextField';
import { resumeDate } from '@/lib/dates';
import type { EntryFields } from './EntryList';

interface Dates {
  start_date: string;
  end_date: string | null;
}

/** From when until when, or until today. */
export function EntryDates<T extends Dates>({
  entry,
  path,
  onChange,
  errorsOf,
  goesOn,
}: EntryFields<T> & {
  /** What it means that there is no end. */
  goesOn: string;
}) {
  const { t } = useTranslation('profile');
  const change = (dates: Partial<Dates>) => onChange(dates as Partial<T>);
  const isGoingOn = entry.end_date === '';
  /** Once it is typed, one sees what was understood. */
  const settle = (field: keyof Dates) => {
    const typed = entry[field] ?? '';
    const date = resumeDate(typed);
    if (date !== null && date !== typed) change({ [field]: date });
  };
  const forms = useId();
  const date = { autoComplete: 'off', maxLength: 20, 'aria-describedby': forms } as const;
  return (
    <div>
      <div className="grid grid-cols-2 gap-4">
        <TextField
          {...date}
          name={`${path}.start_date`}
          label={t('start_date')}
          value={entry.start_date}
          onChange={(start_date) => change({ start_date })}
          onBlur={() => settle('start_date')}
          errors={errorsOf('start_date')}
        />
        <TextField
          {...date}
          name={`${path}.end_date`}
          label={t('end_date')}
          placeholder={isGoingOn ? t('today') : undefined}
          isDisabled={isGoingOn}
          value={entry.end_date ?? ''}
          onChange={(typed) => change({ end_date: typed === '' ? null : typed })}
          onBlur={() => settle('end_date')}
          errors={errorsOf('end_date')}
        />
      </div>
      <Checkbox
        isSelected={isGoingOn}
        onChange={(goesOn) => change({ end_date: goesOn ? '' : null })}
      >
        {goesOn}
      </Checkbox>
      <p id={forms} className={descriptionClass}>
        {t('date_detail')}
      </p>
    </div>
  );
}
