import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/TextField';
import { BLANK_EXPERIENCE, experienceWords, type ExperienceDraft } from './entries';
import { EntryDates } from './EntryDates';
import { EntryList, textOf, type EntryFields, type ListInForm } from './EntryList';

export function ExperienceField(props: ListInForm<ExperienceDraft>) {
  const { t } = useTranslation('profile');
  return (
    <EntryList
      {...props}
      list="experience"
      blank={BLANK_EXPERIENCE}
      wordsOf={(entry) => experienceWords(entry, t('today'))}
    >
      {(fields) => <Fields {...fields} />}
    </EntryList>
  );
}

function Fields(props: EntryFields<ExperienceDraft>) {
  const { t } = useTranslation('profile');
  return (
    <>
      <TextField
        label={t('position')}
        placeholder={t('position_example')}
        maxLength={200}
        {...textOf(props, 'position')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={t('employer')} maxLength={200} {...textOf(props, 'name')} />
        <TextField
          label={t('location')}
          placeholder={t('location_example')}
          maxLength={200}
          {...textOf(props, 'location')}
        />
      </div>
      <EntryDates {...props} goesOn={t('experience_goes_on')} />
      <TextField
        rows={3}
        label={t('entry_summary')}
        maxLength={2000}
        {...textOf(props, 'summary')}
      />
    </>
  );
}
