import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import { logIn } from '@/api/session';
import { Button } from '@/components/Button';
import { ErrorNotice, Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { usePageTitle } from '@/hooks/usePageTitle';
import { useSession } from '@/hooks/useSession';
import { AuthFrame } from './AuthFrame';
import { checkLogIn, type Fault } from './rules';
import { useGoOn } from './useGoOn';

export default function LoginPage() {
  const { t } = useTranslation('auth');
  const { next } = useSearch({ from: '/login' });
  const goOn = useGoOn(next);
  const session = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<Record<string, Fault>>({});
  const entering = useMutation({
    mutationFn: logIn,
    onSuccess: goOn,
  });
  usePageTitle(t('log_in'));

  const { fields, rest } = splitFormErrors(entering.error, ['email', 'password']);
  const errorsOf = (name: string) => {
    const fault = faults[name];
    return fault ? [t(`fault_${fault}`)] : fields[name];
  };

  const submit = () => {
    const found = checkLogIn({ email, password });
    setFaults(found);
    if (Object.keys(found).length === 0) entering.mutate({ email: email.trim(), password });
  };

  return (
    <AuthFrame title={t('log_in')}>
      {session.status === 'signed-out' && session.expired && (
        <Notice kind="advice" className="mb-6">
          {t('session_expired')}
        </Notice>
      )}
      {rest !== null && <ErrorNotice error={rest} className="mb-6" />}
      <Form
        validationBehavior="aria"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          name="email"
          type="email"
          inputMode="email"
          autoComplete="username"
          label={t('email')}
          value={email}
          onChange={setEmail}
          errors={errorsOf('email')}
        />
        <TextField
          name="password"
          type="password"
          autoComplete="current-password"
          label={t('password')}
          value={password}
          onChange={setPassword}
          errors={errorsOf('password')}
        />
        <Button type="submit" look="primary" size="lg" isPending={entering.isPending}>
          {t('log_in')}
        </Button>
      </Form>
      <p className="mt-8 text-sm text-ink-soft">
        {t('no_account')}{' '}
        <Link
          to="/signup"
          search={next === undefined ? {} : { next }}
          className="font-medium text-accent-ink underline underline-offset-4"
        >
          {t('sign_up')}
        </Link>
      </p>
    </AuthFrame>
  );
}
