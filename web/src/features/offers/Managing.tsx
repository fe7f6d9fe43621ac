import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Inbox, Pencil } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Application, Offer } from '@/api/models';
import {
  applicationsQuery,
  changeOffer,
  judgeApplication,
  OUTCOMES,
  type OfferStatus,
} from '@/api/queries/offers';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ErrorNotice } from '@/components/Notice';
import { Rows } from '@/components/Rows';
import { Select } from '@/components/Select';
import { EmptyState } from '@/components/states';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { ApplicationBadge } from './badges';
import { OfferForm } from './OfferForm';
import { applicationStatus, offerStatus } from './status';

/** Where an offer goes from here. */
const NEXT: Readonly<
  Record<OfferStatus, { to: OfferStatus; label: 'open_it' | 'close_it' | 'reopen' }>
> = {
  draft: { to: 'open', label: 'open_it' },
  open: { to: 'closed', label: 'close_it' },
  closed: { to: 'open', label: 'reopen' },
};

/** What the people of a company do with their offer. */
export function Managing({ offer, children }: { offer: Offer; children: ReactNode }) {
  const { t } = useTranslation(['offers', 'common']);
  const queries = useQueryClient();
  const [isEdited, setIsEdited] = useState(false);
  const changing = useMutation(changeOffer(queries, offer.id));
  const moving = useMutation(changeOffer(queries, offer.id));
  const status = offerStatus(offer.status);
  const next = NEXT[status];
  if (isEdited) {
    return (
      <Card className="mt-6">
        <OfferForm
          offer={offer}
          submitLabel={t('common:save')}
          error={changing.error}
          isPending={changing.isPending}
          onLeave={() => {
            changing.reset();
            setIsEdited(false);
          }}
          onSubmit={(values) =>
            changing.mutate(values, {
              onSuccess: () => {
                setIsEdited(false);
                toast('done', t('saved_toast'));
              },
            })
          }
        />
      </Card>
    );
  }
  return (
    <>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button
          look={status === 'draft' ? 'primary' : 'secondary'}
          isPending={moving.isPending}
          onPress={() => moving.mutate({ status: next.to })}
        >
          {t(next.label)}
        </Button>
        <Button icon={Pencil} onPress={() => setIsEdited(true)}>
          {t('edit')}
        </Button>
      </div>
      <p className="mt-2 text-sm text-ink-soft">{t(`meaning_${status}`)}</p>
      {moving.error !== null && <ErrorNotice error={moving.error} className="mt-4" />}
      {children}
      {status !== 'draft' && <Applications offer={offer.id} />}
    </>
  );
}

function Applications({ offer }: { offer: string }) {
  const { t } = useTranslation('offers');
  const list = useInfiniteQuery(applicationsQuery(offer));
  return (
    <section aria-labelledby="applications-title" className="mt-10">
      <h2 id="applications-title" className="mb-4 text-lg font-semibold">
        {t('applications')}
      </h2>
      <Rows
        label={t('applications')}
        list={list}
        empty={<EmptyState icon={Inbox} title={t('none_received')} />}
      >
        {(application) => <ApplicationRow application={application} />}
      </Rows>
    </section>
  );
}

function ApplicationRow({ application }: { application: Application }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const judging = useMutation(judgeApplication(useQueryClient()));
  const { first_name: first, last_name: last, message } = application;
  const status = applicationStatus(application.status);
  // Whoever has withdrawn is not shown to the company any more.
  const name = first === null ? null : `${first} ${last ?? ''}`;
  return (
    <div className="flex flex-col gap-3" data-testid="application">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          {name === null ? (
            <p className="font-semibold text-ink-soft">{t('nameless')}</p>
          ) : (
            <Link
              to="/candidates"
              search={{ person: application.profile }}
              className="font-semibold text-ink underline-offset-4 hover:underline"
            >
              <bdi>{name}</bdi>
            </Link>
          )}
          <p className="text-sm text-ink-soft">
            {t('applied_on', { date: format.date(application.created_at) })}
          </p>
        </div>
        {status === 'withdrawn' ? (
          <ApplicationBadge status={status} />
        ) : (
          <Select
            hideLabel
            className="w-44"
            label={t('outcome_of', { name: name ?? t('nameless') })}
            value={status}
            isDisabled={judging.isPending}
            options={OUTCOMES.map((value) => ({ value, label: t(`outcome_${value}`) }))}
            onChange={(next) => judging.mutate({ id: application.id, status: next })}
          />
        )}
      </div>
      {message !== '' && (
        <p dir="auto" className="max-w-prose text-sm break-words whitespace-pre-line">
          {message}
        </p>
      )}
      {judging.error !== null && <ErrorNotice error={judging.error} />}
    </div>
  );
}
