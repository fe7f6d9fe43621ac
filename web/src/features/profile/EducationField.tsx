import { useTranslation } from 'react-i18next';
import { Select } from '@/components/Select';
import { TextField } from '@/components/TextField';
import { EDUCATION } from '@/lib/candidateSearch';
import { BLANK_EDUCATION, educationWords, type EducationDraft } from './entries';
import { EntryDates } from './EntryDates';
import { EntryList, type EntryFields } from './EntryList';

const UNSAID = 'unsaid' as const;

export function EducationField({
  entries,
  ...props
}: {
  entries: readonly EducationDraft[];
  errors: Readonly<Record<string, readonly string[]>>;
  onChange: (entries: EducationDraft[]) => void;
  onRearrange: () => void;
}) {
  const { t } = useTranslation('profile');
  return (
    <EntryList
      {...props}
      list="education"
      entries={entries}
      blank={BLANK_EDUCATION}
      wordsOf={(entry) => educationWords(entry, t('today'))}
    >
      {(fields) => <Fields {...fields} />}
    </EntryList>
  );
}

function Fields(props: EntryFields<EducationDraft>) {
  const { t } = useTranslation('profile');
  const { entry, path, onChange, errorsOf } = props;
  const text = (name: 'institution' | 'study_type' | 'area' | 'summary') => ({
    name: `${path}.${name}`,
    value: entry[name],
    onChange: (value: string) => onChange({ [name]: value }),
    errors: errorsOf(name),
  });
  return (
    <>
      <TextField
        label={t('institution')}
        placeholder={t('institution_example')}
        maxLength={200}
        {...text('institution')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('study_type')}
          placeholder={t('study_type_example')}
          maxLength={200}
          {...text('study_type')}
        />
        <TextField
          label={t('area')}
          placeholder={t('area_example')}
          maxLength={200}
          {...text('area')}
        />
      </div>
      <Select
        label={t('education_level')}
        value={EDUCATION.find((level) => level === entry.level) ?? UNSAID}
        options={[UNSAID, ...EDUCATION].map((value) => ({
          value,
          label: t(`education_${value}`),
        }))}
        onChange={(level) => onChange({ level: level === UNSAID ? '' : level })}
        errors={errorsOf('level')}
      />
      <EntryDates {...props} goesOn={t('education_goes_on')} />
      <TextField rows={3} label={t('entry_summary')} maxLength={2000} {...text('summary')} />
    </>
  );
}
