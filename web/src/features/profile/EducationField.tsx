import { useTranslation } from 'react-i18next';
import { Select } from '@/components/Select';
import { TextField } from '@/components/TextField';
import { EDUCATION } from '@/lib/candidateSearch';
import { BLANK_EDUCATION, educationWords, type EducationDraft } from './entries';
import { EntryDates } from './EntryDates';
import { EntryList, textOf, type EntryFields, type ListInForm } from './EntryList';

const UNSAID = 'unsaid' as const;

export function EducationField(props: ListInForm<EducationDraft>) {
  const { t } = useTranslation('profile');
  return (
    <EntryList
      {...props}
      list="education"
      blank={BLANK_EDUCATION}
      wordsOf={(entry) => educationWords(entry, t('today'))}
    >
      {(fields) => <Fields {...fields} />}
    </EntryList>
  );
}

function Fields(props: EntryFields<EducationDraft>) {
  const { t } = useTranslation('profile');
  return (
    <>
      <TextField
        label={t('institution')}
        placeholder={t('institution_example')}
        maxLength={200}
        {...textOf(props, 'institution')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('study_type')}
          placeholder={t('study_type_example')}
          maxLength={200}
          {...textOf(props, 'study_type')}
        />
        <TextField
          label={t('area')}
          placeholder={t('area_example')}
          maxLength={200}
          {...textOf(props, 'area')}
        />
      </div>
      <Select
        label={t('education_level')}
        value={EDUCATION.find((level) => level === props.entry.level) ?? UNSAID}
        options={[UNSAID, ...EDUCATION].map((value) => ({
          value,
          label: t(`education_${value}`),
        }))}
        onChange={(level) => props.onChange({ level: level === UNSAID ? '' : level })}
        errors={props.errorsOf('level')}
      />
      <EntryDates {...props} goesOn={t('education_goes_on')} />
      <TextField
        rows={3}
        label={t('entry_summary')}
        maxLength={2000}
        {...textOf(props, 'summary')}
      />
    </>
  );
}
