import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ConfirmDialog';

/** Asks before a recording is cut off by leaving. What is recorded is kept either way. */
export function LeaveGuard({ isRolling }: { isRolling: boolean }) {
  const { t } = useTranslation('studio');
  const blocker = useBlocker({
    shouldBlockFn: () => isRolling,
    enableBeforeUnload: () => isRolling,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      title={t('leave_title')}
      confirmLabel={t('leave_confirm')}
      look="primary"
      isOpen={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
    >
      {t('leave_detail')}
    </ConfirmDialog>
  );
}
