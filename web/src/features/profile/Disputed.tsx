import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/models';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { useFormat } from '@/hooks/useFormat';
import { useLanguageNames } from '@/hooks/useLanguageNames';
import {
  educationWords,
  experienceWords,
  type EducationDraft,
  type ExperienceDraft,
} from './entries';
import type { LEVELS } from './levels';

type Value =
  | string
  | Profile['skills']
  | Profile['languages']
  | readonly EducationDraft[]
  | readonly ExperienceDraft[];

/** What somebody else has saved where one has typed, too: it is taken here, or written over. */
export function Disputed<Name extends keyof Profile>({
  values,
  onTake,
}: {
  values: Partial<Record<Name, Value>>;
  onTake: (name: Name) => void;
}) {
  const { t } = useTranslation('profile');
  const format = useFormat();
  const languageOf = useLanguageNames();
  const names = Object.keys(values) as Name[];
  if (names.length === 0) return null;
  const text = (value: Value | undefined) => {
    if (typeof value === 'string') return value;
    if (value === undefined) return '';
    const items = value.map((one) => {
      if (typeof one === 'string') return one;
      if ('code' in one)
        return `${languageOf(one.code)} (${t(`level_${one.level as (typeof LEVELS)[number]}`)})`;
      const today = t('today');
      const { title, place, span } =
        'institution' in one ? educationWords(one, today) : experienceWords(one, today);
      // Each in a direction of its own: a date is not to be turned round.
      const parts = [title, place, span].filter(Boolean);
      return parts.map((part) => `\u2068${part}\u2069`).join(' · ');
    });
    return format.list(items);
  };
  return (
    <div role="alert" data-testid="disputed">
      <Notice kind="advice" title={t('disputed')}>
        <p>{t('disputed_detail')}</p>
        <ul className="mt-3 flex flex-col gap-3">
          {names.map((name) => {
            const label = t(name as 'headline');
            const theirs = text(values[name]);
            return (
              <li key={name} className="flex flex-wrap items-center justify-between gap-2">
                <div className="min-w-0 flex-1 basis-48">
                  <p className="font-semibold">{label}</p>
                  <p className="whitespace-pre-line">
                    {theirs === '' ? t('disputed_empty') : <bdi>{theirs}</bdi>}
                  </p>
                </div>
                <Button
                  aria-label={t('take_theirs_of', { field: label })}
                  onPress={() => onTake(name)}
                >
                  {t('take_theirs')}
                </Button>
              </li>
            );
          })}
        </ul>
      </Notice>
    </div>
  );
}
