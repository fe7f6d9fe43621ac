import { useTranslation } from 'react-i18next';
import { PageShell } from '@/components/shell/PageShell';
import { usePageTitle } from '@/hooks/usePageTitle';
import { InvitationsCard } from './InvitationsCard';
import { MembersCard } from './MembersCard';

/** A company admin's colleagues, and who was asked to become one. */
export default function TeamPage() {
  const { t } = useTranslation('team');
  usePageTitle(t('title'));
  return (
    <PageShell>
      <div className="mx-auto max-w-2xl">
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">{t('intro')}</p>
        <MembersCard />
        <InvitationsCard />
      </div>
    </PageShell>
  );
}
