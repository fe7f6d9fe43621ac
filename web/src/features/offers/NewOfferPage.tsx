import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createOffer } from '@/api/queries/offers';
import { Card } from '@/components/Card';
import { PageShell } from '@/components/shell/PageShell';
import { usePageTitle } from '@/hooks/usePageTitle';
import { OfferForm } from './OfferForm';
import { ToOffers } from './ToOffers';

export default function NewOfferPage() {
  const { t } = useTranslation('offers');
  const navigate = useNavigate();
  const creating = useMutation(createOffer(useQueryClient()));
  usePageTitle(t('new'));
  return (
    <PageShell>
      <div className="mx-auto max-w-3xl">
        <ToOffers />
        <h1 className="text-2xl font-semibold tracking-tight">{t('new')}</h1>
        <p className="mt-1 text-ink-soft">{t('new_detail')}</p>
        <Card className="mt-6">
          <OfferForm
            submitLabel={t('create')}
            error={creating.error}
            isPending={creating.isPending}
            onLeave={() => void navigate({ to: '/offers' })}
            onSubmit={(values) =>
              creating.mutate(values, {
                onSuccess: ({ id }) =>
                  void navigate({
                    to: '/offers/$offerId',
                    params: { offerId: id },
                    replace: true,
                  }),
              })
            }
          />
        </Card>
      </div>
    </PageShell>
  );
}
