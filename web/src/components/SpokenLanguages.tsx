import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SPOKEN, useLanguageNames } from '@/hooks/useLanguageNames';
import { Button } from './Button';
import { labelClass } from './fieldClass';
import { IconButton } from './IconButton';
import { Select, type SelectOption } from './Select';

export interface SpokenLanguage<Level extends string> {
  code: string;
  level: Level;
}

/** Languages, each with a level of those offered. */
export function SpokenLanguages<Level extends string>({
  label,
  levels,
  firstLevel,
  values,
  onChange,
}: {
  label: string;
  levels: readonly SelectOption<Level>[];
  /** Of a language that was just added. */
  firstLevel: Level;
  values: readonly SpokenLanguage<Level>[];
  onChange: (values: SpokenLanguage<Level>[]) => void;
}) {
  const { t } = useTranslation();
  const nameOf = useLanguageNames();
  const taken = values.map(({ code }) => code);
  const free = SPOKEN.filter((code) => !taken.includes(code));
  const set = (at: number, part: Partial<SpokenLanguage<Level>>) =>
    onChange(values.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className={labelClass}>{label}</legend>
      {values.map(({ code, level }, at) => (
        <div key={code} className="grid grid-cols-[1fr_1fr_auto] items-center gap-2">
          <Select
            hideLabel
            label={t('language')}
            value={code}
            options={[code, ...free].map((value) => ({ value, label: nameOf(value) }))}
            onChange={(next) => set(at, { code: next })}
          />
          <Select
            hideLabel
            label={t('level_of', { language: nameOf(code) })}
            value={level}
            options={levels}
            onChange={(next) => set(at, { level: next })}
          />
          <IconButton
            icon={X}
            label={t('remove_named', { name: nameOf(code) })}
            onPress={() => onChange(values.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <div>
        <Button
          icon={Plus}
          isDisabled={free.length === 0}
          onPress={() => onChange([...values, { code: free[0] ?? 'fr', level: firstLevel }])}
        >
          {t('add_language')}
        </Button>
      </div>
    </fieldset>
  );
}
