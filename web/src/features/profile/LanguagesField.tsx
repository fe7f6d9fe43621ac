import { useTranslation } from 'react-i18next';
import type { ProfileLanguage } from '@/api/models';
import { SpokenLanguages } from '@/components/SpokenLanguages';
import { LEVELS } from './levels';

/** Languages with a level of the CEFR, or as a mother tongue. */
export function LanguagesField({
  values,
  onChange,
}: {
  values: readonly ProfileLanguage[];
  onChange: (values: ProfileLanguage[]) => void;
}) {
  const { t } = useTranslation('profile');
  return (
    <SpokenLanguages
      label={t('languages')}
      levels={LEVELS.map((value) => ({ value, label: t(`level_${value}`) }))}
      firstLevel="B2"
      values={values}
      onChange={onChange}
    />
  );
}
