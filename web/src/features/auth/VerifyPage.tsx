import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/api/problem';
import { askVerification, verifyAddress } from '@/api/queries/letters';
import { Button } from '@/components/Button';
import { ErrorNotice, Notice } from '@/components/Notice';
import { usePageTitle } from '@/hooks/usePageTitle';
import { AskForLetter } from './AskForLetter';
import { AuthFrame } from './AuthFrame';
import { tokenOf } from './token';
import { ToLogIn } from './ToLogIn';

/** A press proves the address: a mail program that only looks at the link does not. */
export default function VerifyPage() {
  const { t } = useTranslation('auth');
  const [token] = useState(() => tokenOf(window.location.hash));
  const verifying = useMutation(verifyAddress());
  usePageTitle(t('verify_title'));
  const dead = token === null || isProblem(verifying.error, 'letter-expired');
  return (
    <AuthFrame title={t('verify_title')}>
      {dead ? (
        <>
          <Notice kind="advice" title={t('link_dead')} className="mb-6">
            {t('verify_dead_detail')}
          </Notice>
          <AskForLetter ask={askVerification} label={t('send_link')} />
        </>
      ) : verifying.isSuccess ? (
        <div role="status">
          <Notice kind="done" title={t('verify_done')}>
            {t('verify_done_detail')}
          </Notice>
        </div>
      ) : (
        <>
          {verifying.error !== null && <ErrorNotice error={verifying.error} className="mb-6" />}
          <p className="mb-6 text-sm text-ink-soft">{t('verify_detail')}</p>
          <Button
            look="primary"
            size="lg"
            isPending={verifying.isPending}
            onPress={() => verifying.mutate(token)}
          >
            {t('verify')}
          </Button>
        </>
      )}
      <ToLogIn />
    </AuthFrame>
  );
}
