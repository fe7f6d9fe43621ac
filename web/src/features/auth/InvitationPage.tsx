import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import { isProblem } from '@/api/problem';
import { invitationQuery } from '@/api/queries/letters';
import { acceptInvitation } from '@/api/session';
import { Button } from '@/components/Button';
import { ErrorNotice, Notice } from '@/components/Notice';
import { ErrorState, Skeleton } from '@/components/states';
import { TextField } from '@/components/TextField';
import { useLanguage } from '@/hooks/useLanguage';
import { usePageTitle } from '@/hooks/usePageTitle';
import { AuthFrame } from './AuthFrame';
import { checkSignUp, type Fault } from './rules';
import { tokenOf } from './token';
import { ToLogIn } from './ToLogIn';

export default function InvitationPage() {
  const { t } = useTranslation('auth');
  const [token] = useState(() => tokenOf(window.location.hash));
  usePageTitle(t('invitation_title'));
  return (
    <AuthFrame title={t('invitation_title')}>
      {token === null ? <Dead /> : <Opened token={token} />}
      <ToLogIn />
    </AuthFrame>
  );
}

function Dead() {
  const { t } = useTranslation('auth');
  return (
    <Notice kind="advice" title={t('link_dead')}>
      {t('invitation_dead_detail')}
    </Notice>
  );
}

function Opened({ token }: { token: string }) {
  const invitation = useQuery(invitationQuery(token));
  if (isProblem(invitation.error, 'letter-expired')) return <Dead />;
  if (invitation.error) {
    return <ErrorState error={invitation.error} onRetry={() => void invitation.refetch()} />;
  }
  if (!invitation.data) return <Skeleton className="h-64 rounded-lg" />;
  return <Joining token={token} {...invitation.data} />;
}

const EMPTY = { first_name: '', last_name: '', password: '' };

function Joining({ token, company, email }: { token: string; company: string; email: string }) {
  const { t } = useTranslation('auth');
  const { language } = useLanguage();
  const { history } = useRouter();
  const [person, setPerson] = useState(EMPTY);
  const [faults, setFaults] = useState<Record<string, Fault>>({});
  const joining = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: () => history.replace('/'),
  });
  const { fields, rest } = splitFormErrors(joining.error, Object.keys(EMPTY));
  if (isProblem(joining.error, 'letter-expired')) return <Dead />;
  const field = (name: keyof typeof EMPTY) => {
    const fault = faults[name];
    return {
      name,
      value: person[name],
      onChange: (value: string) => setPerson({ ...person, [name]: value }),
      errors: fault ? [t(`fault_${fault}`)] : fields[name],
    };
  };
  return (
    <>
      <p className="mb-6 text-sm text-ink-soft">{t('invitation_detail', { company, email })}</p>
      {rest !== null && <ErrorNotice error={rest} className="mb-6" />}
      <Form
        validationBehavior="aria"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const found = checkSignUp({ ...person, email });
          setFaults(found);
          if (Object.keys(found).length > 0) return;
          joining.mutate({
            token,
            first_name: person.first_name.trim(),
            last_name: person.last_name.trim(),
            password: person.password,
            language,
          });
        }}
      >
        <div className="grid gap-5 sm:grid-cols-2 sm:gap-4">
          <TextField autoComplete="given-name" label={t('first_name')} {...field('first_name')} />
          <TextField autoComplete="family-name" label={t('last_name')} {...field('last_name')} />
        </div>
        {/* For the password manager, which has to know whose password this is. */}
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <TextField
          type="password"
          autoComplete="new-password"
          label={t('password')}
          description={t('password_advice')}
          {...field('password')}
        />
        <Button type="submit" look="primary" size="lg" isPending={joining.isPending}>
          {t('join')}
        </Button>
      </Form>
    </>
  );
}
