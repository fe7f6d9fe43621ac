import { useTranslation } from 'react-i18next';
import { askReset } from '@/api/queries/letters';
import { usePageTitle } from '@/hooks/usePageTitle';
import { AskForLetter } from './AskForLetter';
import { AuthFrame } from './AuthFrame';
import { ToLogIn } from './ToLogIn';

export default function ForgotPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('forgot_title'));
  return (
    <AuthFrame title={t('forgot_title')}>
      <p className="mb-6 text-sm text-ink-soft">{t('forgot_detail')}</p>
      <AskForLetter ask={askReset} label={t('send_link')} />
      <ToLogIn />
    </AuthFrame>
  );
}
