import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/TextField';
import { BLANK_EXPERIENCE, experienceWords, type ExperienceDraft } from './entries';
import { EntryDates } from './EntryDates';
import { EntryList, type EntryFields } from './EntryList';

export function ExperienceField({
  entries,
  ...props
}: {
  entries: readonly ExperienceDraft[];
  errors: Readonly<Record<string, readonly string[]>>;
  onChange: (entries: ExperienceDraft[]) => void;
  onRearrange: () => void;
}) {
  const { t } = useTranslation('profile');
  return (
    <EntryList
      {...props}
      list="experience"
      entries={entries}
      blank={BLANK_EXPERIENCE}
      wordsOf={(entry) => experienceWords(entry, t('today'))}
    >
      {(fields) => <Fields {...fields} />}
    </EntryList>
  );
}

function Fields(props: EntryFields<ExperienceDraft>) {
  const { t } = useTranslation('profile');
  const { entry, path, onChange, errorsOf } = props;
  const text = (name: 'position' | 'name' | 'location' | 'summary') => ({
    name: `${path}.${name}`,
    value: entry[name],
    onChange: (value: string) => onChange({ [name]: value }),
    errors: errorsOf(name),
  });
  return (
    <>
      <TextField
        label={t('position')}
        placeholder={t('position_example')}
        maxLength={200}
        {...text('position')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={t('employer')} maxLength={200} {...text('name')} />
        <TextField
          label={t('location')}
          placeholder={t('location_example')}
          maxLength={200}
          {...text('location')}
        />
      </div>
      <EntryDates {...props} goesOn={t('experience_goes_on')} />
      <TextField rows={3} label={t('entry_summary')} maxLength={2000} {...text('summary')} />
    </>
  );
}
