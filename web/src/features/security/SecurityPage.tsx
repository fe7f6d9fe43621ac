import { useTranslation } from 'react-i18next';
import { PageShell } from '@/components/shell/PageShell';
import { usePageTitle } from '@/hooks/usePageTitle';
import { SessionsCard } from './SessionsCard';
import { TwoStepCard } from './TwoStepCard';

/** Who is logged in to the account, and what it takes to get in. */
export default function SecurityPage() {
  const { t } = useTranslation('security');
  usePageTitle(t('title'));
  return (
    <PageShell>
      <div className="mx-auto max-w-2xl">
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">{t('intro')}</p>
        <TwoStepCard />
        <SessionsCard />
      </div>
    </PageShell>
  );
}
