import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProfileLanguage } from '@/api/models';
import { Button } from '@/components/Button';
import { labelClass } from '@/components/fieldClass';
import { IconButton } from '@/components/IconButton';
import { Select } from '@/components/Select';
import { SPOKEN, useLanguageNames } from '@/hooks/useLanguageNames';
import { LEVELS } from './levels';

/** Languages with a level of the CEFR, or as a mother tongue. */
export function LanguagesField({
  values,
  onChange,
}: {
  values: readonly ProfileLanguage[];
  onChange: (values: ProfileLanguage[]) => void;
}) {
  const { t } = useTranslation(['profile', 'common']);
  const nameOf = useLanguageNames();
  const taken = values.map(({ code }) => code);
  const free = SPOKEN.filter((code) => !taken.includes(code));
  const set = (at: number, part: Partial<ProfileLanguage>) =>
    onChange(values.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className={labelClass}>{t('languages')}</legend>
      {values.map((spoken, i) => (
        <div key={spoken.code} className="grid grid-cols-[1fr_1fr_auto] items-center gap-2">
          <Select
            hideLabel
            label={t('language')}
            value={spoken.code}
            options={[spoken.code, ...free].map((code) => ({ value: code, label: nameOf(code) }))}
            onChange={(code) => set(i, { code })}
          />
          <Select
            hideLabel
            label={t('level_of', { language: nameOf(spoken.code) })}
            value={spoken.level}
            options={LEVELS.map((level) => ({ value: level, label: t(`level_${level}`) }))}
            onChange={(level) => set(i, { level })}
          />
          <IconButton
            icon={X}
            label={t('common:remove_named', { name: nameOf(spoken.code) })}
            onPress={() => onChange(values.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      <div>
        <Button
          icon={Plus}
          isDisabled={free.length === 0}
          onPress={() => onChange([...values, { code: free[0] ?? 'fr', level: 'B2' }])}
        >
          {t('add_language')}
        </Button>
      </div>
    </fieldset>
  );
}
