import { useLayoutEffect, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { CircleDot } from 'lucide-react';
import { Badge } from '@/components/Badge';
import { AccountMenu } from '@/components/shell/AccountMenu';
import { useTheme } from '@/hooks/useTheme';
import { useUser } from '@/hooks/useSession';
import type { Phase } from '@/live/state';
import { LeaveButton } from './LeaveButton';
import './studio.css';

/** The window of the studio: way out, badge and menu at the top; the rest is the phase's. */
export function Frame({
  phase,
  practice,
  fit,
  idle,
  children,
  ref,
}: {
  phase: Phase;
  practice: boolean;
  /** Where the picture goes: under the words, or below them. */
  fit: 'under' | 'below';
  idle: boolean;
  children: ReactNode;
  ref: Ref<HTMLElement>;
}) {
  const { t } = useTranslation('studio');
  const user = useUser();
  useTheme('dark');
  useImmersive();
  // Language and theme can wait until the take is over.
  const isRolling = phase === 'countdown' || phase === 'recording' || phase === 'stopping';
  return (
    <main
      ref={ref}
      data-testid="studio"
      data-state={phase}
      data-fit={fit}
      data-idle={idle ? '' : undefined}
      className="studio text-ink"
    >
      <div className="studio-start">
        <div className="studio-fades">
          <LeaveButton />
        </div>
      </div>
      <div className="studio-end">
        {practice && (
          <span data-testid="practice-badge" title={t('practice_detail')}>
            <Badge tone="accent">{t('practice')}</Badge>
          </span>
        )}
        {isRolling ? (
          phase !== 'countdown' && <Badge icon={CircleDot}>{t('recording')}</Badge>
        ) : (
          <div className="studio-menu rounded-sm bg-surface/90">
            <AccountMenu user={user} />
          </div>
        )}
      </div>
      {children}
    </main>
  );
}

/** Tells the page's base styles that this window scrolls nowhere. */
function useImmersive(): void {
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset.immersive = '';
    return () => {
      delete root.dataset.immersive;
    };
  }, []);
}
