import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '@/components/LinkButton';

export function ToOffers() {
  const { t } = useTranslation('offers');
  return (
    <LinkButton to="/offers" look="quiet" icon={ArrowLeft} mirrorIcon className="-ms-4 mb-2">
      {t('back_to_offers')}
    </LinkButton>
  );
}
