import { useMutation, useQuery } from '@tanstack/react-query';
import { MailWarning, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '@/api/models';
import { askVerification, verifiedQuery } from '@/api/queries/letters';
import { Button } from '../Button';
import { IconButton } from '../IconButton';
import { useErrorText } from '../states';

/** For the visit: until the tab is closed, and for this person alone. */
const HIDDEN_KEY = 'jobgate.unverified-hidden';

/** The address is not proven yet, on a server that can write to it. */
export function UnverifiedBanner({ user }: { user: User }) {
  const [hiddenFor, setHiddenFor] = useState(() => sessionStorage.getItem(HIDDEN_KEY));
  if (user.email_verified || !user.can_verify_email || hiddenFor === user.id) return null;
  const hide = () => {
    sessionStorage.setItem(HIDDEN_KEY, user.id);
    setHiddenFor(user.id);
  };
  return <Banner user={user} onHide={hide} />;
}

function Banner({ user, onHide }: { user: User; onHide: () => void }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const asking = useMutation({ mutationFn: askVerification });
  useQuery(verifiedQuery(user.id));
  const failed = asking.error === null ? null : errorText(asking.error);
  return (
    <section
      aria-label={t('unverified_label')}
      data-testid="unverified"
      className="flex items-start gap-3 border-b border-line bg-advice-soft px-4 py-1 text-sm text-advice-ink sm:px-6"
    >
      <MailWarning aria-hidden className="mt-3 size-5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 py-1">
        <p className="min-w-0 py-2 break-words">{t('unverified', { email: user.email })}</p>
        {asking.isSuccess ? (
          <p role="status" className="py-2 font-medium">
            {t('letter_sent')}
          </p>
        ) : (
          <Button
            className="text-advice-ink"
            look="quiet"
            isPending={asking.isPending}
            onPress={() => asking.mutate(user.email)}
          >
            {t('send_letter_again')}
          </Button>
        )}
        {failed !== null && (
          <p role="alert" className="w-full pb-2">
            <strong className="font-semibold">{failed.title}.</strong> {failed.detail}
          </p>
        )}
      </div>
      <IconButton icon={X} label={t('hide_for_now')} className="text-advice-ink" onPress={onHide} />
    </section>
  );
}
