import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visibility } from '@/api/models';
import {
  companiesQuery,
  updateVisibility,
  VISIBILITY_PATH,
  visibilityQuery,
} from '@/api/queries/profiles';
import { opened } from '@/api/versions';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Checkbox } from '@/components/Checkbox';
import { Dialog } from '@/components/Dialog';
import { ErrorNotice } from '@/components/Notice';
import { Skeleton } from '@/components/states';
import { Switch } from '@/components/Switch';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';

/** Who may see the presentation: nobody, until the candidate says so. */
export function VisibilityCard({ onChange }: { onChange: () => void }) {
  const { t } = useTranslation(['videos', 'common']);
  const format = useFormat();
  const visibility = useQuery(visibilityQuery());
  const companies = useQuery(companiesQuery());
  return (
    <Card>
      <h2 className="font-semibold">{t('visibility')}</h2>
      {visibility.error ? (
        <ErrorNotice error={visibility.error} className="mt-3" />
      ) : !visibility.data || !companies.data ? (
        <Skeleton className="mt-3 h-12" />
      ) : (
        <VisibleTo
          visibility={visibility.data}
          names={format.list(
            companies.data
              .filter(({ id }) => visibility.data.company_ids.includes(id))
              .map(({ name }) => name),
          )}
        />
      )}
      <Button className="mt-4 w-full" onPress={onChange}>
        {t('choose_companies')}
      </Button>
    </Card>
  );
}

function VisibleTo({ visibility, names }: { visibility: Visibility; names: string }) {
  const { t } = useTranslation(['videos', 'common']);
  const nobody = !visibility.all_companies && names === '';
  const Icon = nobody ? EyeOff : Eye;
  return (
    <p className="mt-2 flex items-start gap-2 text-sm text-ink-soft">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {visibility.all_companies
          ? t('visible_to_all')
          : nobody
            ? t('visible_to_nobody')
            : t('visible_to', { names })}
      </span>
    </p>
  );
}

export function VisibilityDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const visibility = useQuery(visibilityQuery());
  if (!visibility.data || !isOpen) return null;
  return <OpenDialog initial={visibility.data} onClose={onClose} />;
}

function OpenDialog({ initial, onClose }: { initial: Visibility; onClose: () => void }) {
  const { t } = useTranslation(['videos', 'common']);
  const companies = useQuery(companiesQuery());
  const saving = useMutation(updateVisibility(useQueryClient()));
  const [choice, setChoice] = useState(initial);
  const [base] = useState(() => opened(VISIBILITY_PATH, initial));
  const toggle = (id: string, on: boolean) =>
    setChoice({
      ...choice,
      company_ids: on ? [...choice.company_ids, id] : choice.company_ids.filter((x) => x !== id),
    });
  return (
    <Dialog
      title={t('visibility')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button
            look="primary"
            isPending={saving.isPending}
            onPress={() =>
              saving.mutate(
                { ...choice, base },
                {
                  onSuccess: () => {
                    toast('done', t('visibility_saved'));
                    onClose();
                  },
                },
              )
            }
          >
            {t('common:save')}
          </Button>
        </>
      }
    >
      <p className="text-sm text-ink-soft">{t('visibility_detail')}</p>
      {saving.error !== null && <ErrorNotice error={saving.error} className="mt-4" />}
      <div className="mt-6">
        <Switch
          isSelected={choice.all_companies}
          onChange={(all_companies) => setChoice({ ...choice, all_companies })}
          description={t('all_companies_detail')}
        >
          {t('all_companies')}
        </Switch>
      </div>
      {!choice.all_companies && (
        <fieldset className="mt-6 border-t border-line pt-4">
          <legend className="sr-only">{t('companies')}</legend>
          {companies.error && <ErrorNotice error={companies.error} />}
          {companies.data?.map(({ id, name }) => (
            <Checkbox
              key={id}
              isSelected={choice.company_ids.includes(id)}
              onChange={(on) => toggle(id, on)}
            >
              <bdi>{name}</bdi>
            </Checkbox>
          ))}
        </fieldset>
      )}
    </Dialog>
  );
}
