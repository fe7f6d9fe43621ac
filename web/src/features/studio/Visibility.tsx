import { useQuery } from '@tanstack/react-query';
import { Building2, EyeOff, Globe, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { companiesQuery } from '@/api/queries/profiles';
import { Checkbox } from '@/components/Checkbox';
import { Skeleton } from '@/components/states';

export type Audience = 'all' | 'chosen' | 'nobody';

export interface AudienceChoice {
  audience: Audience;
  companyIds: readonly string[];
}

const CHOICES: readonly { audience: Audience; icon: LucideIcon }[] = [
  { audience: 'all', icon: Globe },
  { audience: 'chosen', icon: Building2 },
  { audience: 'nobody', icon: EyeOff },
];

/** Who may see the kept take. Nobody does before the candidate says so. */
export function Visibility({
  value,
  onChange,
  isWrong,
}: {
  value: AudienceChoice;
  onChange: (value: AudienceChoice) => void;
  /** No company was chosen though some were to be. */
  isWrong: boolean;
}) {
  const { t } = useTranslation('studio');
  const chosen = value.audience === 'chosen';
  return (
    <div>
      <RadioGroup
        value={value.audience}
        onChange={(audience) => onChange({ ...value, audience: audience as Audience })}
        className="flex flex-col gap-2"
      >
        <Label className="text-sm font-medium text-ink">{t('visibility')}</Label>
        {CHOICES.map(({ audience, icon: Icon }) => (
          <RadioField key={audience} value={audience}>
            <RadioButton
              data-testid={`visibility-${audience}`}
              className="group flex min-h-12 cursor-pointer items-center gap-3 rounded-sm border border-line bg-surface px-3 py-2 outline-offset-2 transition-colors hovered:border-line-strong focus-ring:outline-2 focus-ring:outline-accent chosen:border-accent chosen:bg-accent-soft"
            >
              <span className="flex size-5 shrink-0 items-center justify-center rounded-full border border-line-strong group-data-[selected]:border-accent">
                <span className="invisible size-2.5 rounded-full bg-accent group-data-[selected]:visible" />
              </span>
              <span className="min-w-0 flex-1 text-ink">{t(`visibility_${audience}`)}</span>
              <Icon aria-hidden className="size-5 shrink-0 text-ink-faint" />
            </RadioButton>
          </RadioField>
        ))}
      </RadioGroup>
      {chosen && <Companies value={value} onChange={onChange} />}
      {isWrong && (
        <p role="alert" className="mt-2 text-sm font-medium text-danger-ink">
          {t('visibility_none_chosen')}
        </p>
      )}
    </div>
  );
}

function Companies({
  value,
  onChange,
}: {
  value: AudienceChoice;
  onChange: (value: AudienceChoice) => void;
}) {
  const { t } = useTranslation('studio');
  const companies = useQuery(companiesQuery());
  if (companies.isError) {
    return <p className="mt-2 text-sm text-danger-ink">{t('companies_failed')}</p>;
  }
  if (!companies.data) return <Skeleton className="mt-2 h-24 w-full" />;
  return (
    <div
      role="group"
      aria-label={t('companies')}
      className="mt-2 max-h-56 overflow-y-auto rounded-sm border border-line px-3"
    >
      {companies.data.map(({ id, name }) => (
        <Checkbox
          key={id}
          isSelected={value.companyIds.includes(id)}
          onChange={(selected) =>
            onChange({
              ...value,
              companyIds: selected
                ? [...value.companyIds, id]
                : value.companyIds.filter((other) => other !== id),
            })
          }
        >
          {name}
        </Checkbox>
      ))}
    </div>
  );
}
