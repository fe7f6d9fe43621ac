import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { MapPin } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Offer } from '@/api/models';
import { offerQuery } from '@/api/queries/offers';
import { ErrorState, Skeleton } from '@/components/states';
import { PageShell } from '@/components/shell/PageShell';
import { useFormat } from '@/hooks/useFormat';
import { useLanguageNames } from '@/hooks/useLanguageNames';
import { usePageTitle } from '@/hooks/usePageTitle';
import { useUser } from '@/hooks/useSession';
import { Applying } from './Applying';
import { OfferBadge } from './badges';
import { Managing } from './Managing';
import { ToOffers } from './ToOffers';

export default function OfferPage() {
  const { t } = useTranslation('offers');
  const { offerId } = useParams({ from: '/offers/$offerId' });
  const isCandidate = useUser().role === 'candidate';
  const { data: offer, error, refetch } = useQuery(offerQuery(offerId));
  usePageTitle(offer?.title ?? t('title'));
  return (
    <PageShell>
      <div className="mx-auto max-w-3xl">
        <ToOffers />
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : offer ? (
          <>
            <Head offer={offer} />
            {isCandidate ? (
              <>
                <Said offer={offer} />
                <Applying offer={offer} />
              </>
            ) : (
              <Managing offer={offer}>
                <Said offer={offer} />
              </Managing>
            )}
          </>
        ) : (
          <Skeleton className="h-96 rounded-lg" />
        )}
      </div>
    </PageShell>
  );
}

function Head({ offer }: { offer: Offer }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  return (
    <header>
      <h1 className="flex flex-wrap items-center gap-3 text-2xl font-semibold tracking-tight">
        <bdi>{offer.title}</bdi>
        <OfferBadge status={offer.status} />
      </h1>
      <p className="mt-1 flex flex-wrap gap-x-4 text-ink-soft">
        <bdi>{offer.company.name}</bdi>
        {offer.location !== '' && (
          <span className="flex items-center gap-1.5">
            <MapPin aria-hidden className="size-4" />
            <bdi>{offer.location}</bdi>
          </span>
        )}
        <span>{t('made_on', { date: format.date(offer.created_at) })}</span>
      </p>
    </header>
  );
}

function Said({ offer }: { offer: Offer }) {
  const { t } = useTranslation('offers');
  const nameOf = useLanguageNames();
  const { description, required_skills: skills, languages } = offer;
  return (
    <div className="mt-6 flex flex-col gap-6">
      {description !== '' && (
        <p dir="auto" className="max-w-prose break-words whitespace-pre-line">
          {description}
        </p>
      )}
      {skills.length > 0 && (
        <section>
          <h2 className="font-semibold">{t('required_skills')}</h2>
          <ul className="mt-2 flex flex-wrap gap-2">
            {skills.map((skill) => (
              <li
                key={skill}
                className="flex h-8 max-w-full items-center rounded-full bg-sunken px-3.5 text-sm"
              >
                <bdi className="truncate">{skill}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      {languages.length > 0 && (
        <section>
          <h2 className="font-semibold">{t('languages')}</h2>
          <ul className="mt-2 flex flex-wrap gap-x-6 gap-y-1">
            {languages.map(({ code, level }) => (
              <li key={code}>
                {nameOf(code)}{' '}
                <span className="text-ink-soft">{level === 'native' ? t('native') : level}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
