import { Compass, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { LinkButton } from '@/components/LinkButton';
import { EmptyState, ErrorState } from '@/components/states';
import { PageShell } from '@/components/shell/PageShell';
import { usePageTitle } from '@/hooks/usePageTitle';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('not_found'));
  return (
    <PageShell>
      <EmptyState
        icon={Compass}
        title={t('not_found')}
        action={
          <LinkButton to="/" look="primary">
            {t('back_home')}
          </LinkButton>
        }
      >
        {t('not_found_detail')}
      </EmptyState>
    </PageShell>
  );
}

/** The last net: something in the page itself broke. */
export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  usePageTitle(t('error_unexpected'));
  return (
    <PageShell>
      <ErrorState error={error} />
      <div className="flex justify-center">
        <Button icon={RotateCw} onPress={() => window.location.reload()}>
          {t('reload')}
        </Button>
      </div>
    </PageShell>
  );
}
