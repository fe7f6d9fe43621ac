import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/states';
import { Dock, Primary } from './Dock';

/** The shape of what comes next, for the blink until the server has answered. */
export function PreparingPhase() {
  const { t } = useTranslation('studio');
  return (
    <>
      <div className="studio-page" aria-busy>
        <div className="w-full max-w-xl space-y-4">
          <Skeleton className="h-9 w-2/3" />
          <Skeleton className="h-5 w-full" />
          <Skeleton className="h-5 w-4/5" />
          <Skeleton className="h-40 w-full" />
        </div>
      </div>
      <Dock primary={<Primary isPending>{t('preparing')}</Primary>} />
    </>
  );
}
