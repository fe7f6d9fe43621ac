import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/Badge';
import { APPLICATION_TONES, applicationStatus, OFFER_LOOKS, offerStatus } from './status';

export function OfferBadge({ status }: { status: string }) {
  const { t } = useTranslation('offers');
  const known = offerStatus(status);
  return <Badge {...OFFER_LOOKS[known]}>{t(`badge_${known}`)}</Badge>;
}

export function ApplicationBadge({ status }: { status: string }) {
  const { t } = useTranslation('offers');
  const known = applicationStatus(status);
  return <Badge tone={APPLICATION_TONES[known]}>{t(`outcome_${known}`)}</Badge>;
}
