import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { BriefcaseBusiness, FileText, MapPin, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Application, Offer } from '@/api/models';
import { applicationsQuery, offersQuery, type OfferStatus } from '@/api/queries/offers';
import { LinkButton } from '@/components/LinkButton';
import { Rows } from '@/components/Rows';
import { EmptyState } from '@/components/states';
import { PageShell } from '@/components/shell/PageShell';
import { useFormat } from '@/hooks/useFormat';
import { usePageTitle } from '@/hooks/usePageTitle';
import { useUser } from '@/hooks/useSession';
import { ApplicationBadge, OfferBadge } from './badges';
import { OFFER_STATUSES, type Shown } from './shown';

/** A company's offers; for a candidate those one can apply to, and what became of one's own. */
export default function OffersPage() {
  const { t } = useTranslation('offers');
  const { show } = useSearch({ from: '/offers' });
  const isCandidate = useUser().role === 'candidate';
  usePageTitle(t('title'));
  return (
    <PageShell>
      <div className="mx-auto max-w-3xl">
        <div className="flex flex-wrap items-center justify-between gap-4">
          <div>
            <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
            <p className="mt-1 text-ink-soft">
              {isCandidate ? t('intro_candidate') : t('intro_company')}
            </p>
          </div>
          {!isCandidate && (
            <LinkButton to="/offers/new" look="primary" icon={Plus}>
              {t('new')}
            </LinkButton>
          )}
        </div>
        {isCandidate ? <OfCandidate show={show} /> : <OfCompany show={show} />}
      </div>
    </PageShell>
  );
}

function OfCandidate({ show }: { show: Shown | undefined }) {
  const { t } = useTranslation('offers');
  const applications = show === 'applications';
  return (
    <>
      <Tabs>
        <Tab label={t('open_offers')} isCurrent={!applications} />
        <Tab label={t('my_applications')} show="applications" isCurrent={applications} />
      </Tabs>
      {applications ? <Applications /> : <Offers status="open" empty={t('none_open')} />}
    </>
  );
}

function OfCompany({ show }: { show: Shown | undefined }) {
  const { t } = useTranslation('offers');
  const status = OFFER_STATUSES.find((one) => one === show);
  return (
    <>
      <Tabs>
        <Tab label={t('all')} isCurrent={status === undefined} />
        {OFFER_STATUSES.map((one) => (
          <Tab key={one} label={t(`status_${one}`)} show={one} isCurrent={status === one} />
        ))}
      </Tabs>
      <Offers status={status} empty={status === undefined ? t('none') : t('none_of_these')} />
    </>
  );
}

/** Ways to the lists: each has an address. */
function Tabs({ children }: { children: ReactNode }) {
  const { t } = useTranslation('offers');
  return (
    <nav aria-label={t('lists')} className="mt-6 mb-4 flex flex-wrap gap-1 border-b border-line">
      {children}
    </nav>
  );
}

function Tab({ label, show, isCurrent }: { label: string; show?: Shown; isCurrent: boolean }) {
  return (
    <Link
      to="/offers"
      search={show === undefined ? {} : { show }}
      aria-current={isCurrent ? 'page' : undefined}
      className="-mb-px flex h-11 items-center border-b-2 border-transparent px-3 text-sm font-medium text-ink-soft transition-colors hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
    >
      {label}
    </Link>
  );
}

function Offers({ status, empty }: { status: OfferStatus | undefined; empty: string }) {
  const { t } = useTranslation('offers');
  const list = useInfiniteQuery(offersQuery(status));
  return (
    <Rows
      label={t('title')}
      list={list}
      empty={<EmptyState icon={BriefcaseBusiness} title={empty} />}
    >
      {(offer) => <OfferRow offer={offer} />}
    </Rows>
  );
}

function OfferRow({ offer }: { offer: Offer }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const { application_count: count } = offer;
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          to="/offers/$offerId"
          params={{ offerId: offer.id }}
          className="font-semibold text-ink underline-offset-4 hover:underline"
        >
          <bdi>{offer.title}</bdi>
        </Link>
        <p className="flex flex-wrap gap-x-4 text-sm text-ink-soft">
          {/* To a company it is its own name on every row. */}
          {count === null && <bdi>{offer.company.name}</bdi>}
          {offer.location !== '' && (
            <span className="flex items-center gap-1.5">
              <MapPin aria-hidden className="size-4" />
              <bdi>{offer.location}</bdi>
            </span>
          )}
          <span>{format.date(offer.created_at)}</span>
        </p>
      </div>
      <div className="flex items-center gap-3 text-sm">
        {count === null
          ? offer.application !== null && <span>{t('applied')}</span>
          : count > 0 && <span className="nums">{t('applications_count', { count })}</span>}
        {count !== null && <OfferBadge status={offer.status} />}
      </div>
    </div>
  );
}

function Applications() {
  const { t } = useTranslation('offers');
  const list = useInfiniteQuery(applicationsQuery());
  return (
    <Rows
      label={t('my_applications')}
      list={list}
      empty={
        <EmptyState
          icon={FileText}
          title={t('none_applied')}
          action={
            <LinkButton to="/offers" look="primary">
              {t('see_open')}
            </LinkButton>
          }
        />
      }
    >
      {(application) => <OwnRow application={application} />}
    </Rows>
  );
}

function OwnRow({ application }: { application: Application }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          to="/offers/$offerId"
          params={{ offerId: application.offer }}
          className="font-semibold text-ink underline-offset-4 hover:underline"
        >
          <bdi>{application.offer_title}</bdi>
        </Link>
        <p className="flex flex-wrap gap-x-4 text-sm text-ink-soft">
          <bdi>{application.company.name}</bdi>
          <span>{t('applied_on', { date: format.date(application.created_at) })}</span>
        </p>
      </div>
      <ApplicationBadge status={application.status} />
    </div>
  );
}
