import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { profileQuery } from '@/api/queries/profiles';
import { PageShell } from '@/components/shell/PageShell';
import { ErrorState, Skeleton } from '@/components/states';
import { usePageTitle } from '@/hooks/usePageTitle';
import { useUser } from '@/hooks/useSession';
import { CvCard } from './CvCard';
import { ProfileForm } from './ProfileForm';

export default function ProfilePage() {
  const { t } = useTranslation('profile');
  const user = useUser();
  const { data, error, refetch } = useQuery({
    ...profileQuery(user.profile_id ?? ''),
    enabled: user.profile_id !== null,
  });
  usePageTitle(t('title'));
  return (
    <PageShell>
      <div className="mx-auto max-w-2xl">
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">{t('intro')}</p>
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data ? (
          <>
            <ProfileForm key={data.id} profile={data} />
            <CvCard profileId={data.id} />
          </>
        ) : (
          <Skeleton className="mt-8 h-[44rem] rounded-lg" />
        )}
      </div>
    </PageShell>
  );
}
