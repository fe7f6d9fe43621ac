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
import { CodeStep } from './CodeStep';
import { checkLogIn, type Fault } from './rules';
import { useGoOn } from './useGoOn';

export default function LoginPage() {
  const { t } = useTranslation('auth');
  const { next } = useSearch({ from: '/login' });
  const goOn = useGoOn(next);
  const [challenge, setChallenge] = useState<string | null>(null);
  /** Why the second step led back here. */
  const [setBack, setSetBack] = useState<unknown>(null);
  const title = challenge === null ? t('log_in') : t('code_title');
  usePageTitle(title);
  return (
    <AuthFrame title={title}>
      {challenge === null ? (
        <PasswordStep
          setBack={setBack}
          next={next}
          onDone={goOn}
          onChallenge={(fresh) => {
            setSetBack(null);
            setChallenge(fresh);
          }}
        />
      ) : (
        <CodeStep
          challenge={challenge}
          onDone={goOn}
          onBack={(error) => {
            setSetBack(error);
            setChallenge(null);
          }}
        />
      )}
    </AuthFrame>
  );
}

function PasswordStep({
  setBack,
  next,
  onDone,
  onChallenge,
}: {
  setBack: unknown;
  next: string | undefined;
  onDone: () => void;
  onChallenge: (challenge: string) => void;
}) {
  const { t } = useTranslation('auth');
  const session = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<Record<string, Fault>>({});
  const entering = useMutation({
    mutationFn: logIn,
    onSuccess: (entered) => (entered.step === 'code' ? onChallenge(entered.challenge) : onDone()),
  });

  const { fields, rest } = splitFormErrors(entering.error ?? setBack, ['email', 'password']);
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
    <>
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
      <p className="mt-6 text-sm">
        <Link to="/forgot" className="font-medium text-accent-ink underline underline-offset-4">
          {t('forgot')}
        </Link>
      </p>
      <p className="mt-4 text-sm text-ink-soft">
        {t('no_account')}{' '}
        <Link
          to="/signup"
          search={next === undefined ? {} : { next }}
          className="font-medium text-accent-ink underline underline-offset-4"
        >
          {t('sign_up')}
        </Link>
      </p>
    </>
  );
}
