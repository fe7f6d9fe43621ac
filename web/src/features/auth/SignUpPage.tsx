import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Check, Circle } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import { signUp } from '@/api/session';
import { Button } from '@/components/Button';
import { ErrorNotice, Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { useLanguage } from '@/hooks/useLanguage';
import { usePageTitle } from '@/hooks/usePageTitle';
import { cx } from '@/lib/cx';
import { AuthFrame } from './AuthFrame';
import { checkSignUp, PASSWORD_MIN, passwordLength, type Fault } from './rules';
import { ToLogIn } from './ToLogIn';
import { useGoOn } from './useGoOn';

const EMPTY = { first_name: '', last_name: '', email: '', password: '' };
type Name = keyof typeof EMPTY;

export default function SignUpPage() {
  const { t } = useTranslation('auth');
  const { language } = useLanguage();
  const { next } = useSearch({ from: '/signup' });
  const goOn = useGoOn(next);
  const [person, setPerson] = useState(EMPTY);
  const [faults, setFaults] = useState<Record<string, Fault>>({});
  const entering = useMutation({
    mutationFn: signUp,
    onSuccess: ({ step }) => {
      if (step === 'in') goOn();
    },
  });
  usePageTitle(t('sign_up'));

  const { fields, rest } = splitFormErrors(entering.error, Object.keys(EMPTY));
  /** What a field needs; the fault goes as soon as it is mended. */
  const field = (name: Name) => {
    const fault = faults[name];
    return {
      name,
      value: person[name],
      onChange: (value: string) => {
        const changed = { ...person, [name]: value };
        setPerson(changed);
        if (fault && !(name in checkSignUp(changed))) {
          setFaults(Object.fromEntries(Object.entries(faults).filter(([key]) => key !== name)));
        }
      },
      errors: fault ? [t(`fault_${fault}`)] : fields[name],
    };
  };

  const submit = () => {
    const found = checkSignUp(person);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    entering.mutate({
      first_name: person.first_name.trim(),
      last_name: person.last_name.trim(),
      email: person.email.trim(),
      password: person.password,
      language,
    });
  };

  if (entering.data?.step === 'mail') {
    return (
      <AuthFrame title={t('sign_up_title')}>
        <div role="status">
          <Notice kind="done" title={t('look_into_mail')}>
            {t('sign_up_mail_detail', { email: person.email.trim() })}
          </Notice>
        </div>
        <ToLogIn />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t('sign_up_title')}>
      {rest !== null && <ErrorNotice error={rest} className="mb-6" />}
      <Form
        validationBehavior="aria"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="grid gap-5 sm:grid-cols-2 sm:gap-4">
          <TextField autoComplete="given-name" label={t('first_name')} {...field('first_name')} />
          <TextField autoComplete="family-name" label={t('last_name')} {...field('last_name')} />
        </div>
        <TextField
          type="email"
          inputMode="email"
          autoComplete="username"
          label={t('email')}
          {...field('email')}
        />
        <div className="flex flex-col gap-2">
          <TextField
            type="password"
            autoComplete="new-password"
            label={t('password')}
            description={t('password_advice')}
            {...field('password')}
          />
          {!('password' in faults) && <PasswordRule length={passwordLength(person.password)} />}
        </div>
        <Button type="submit" look="primary" size="lg" isPending={entering.isPending}>
          {t('sign_up')}
        </Button>
        <p className="text-xs text-ink-faint">{t('sign_up_note')}</p>
      </Form>
      <p className="mt-8 text-sm text-ink-soft">
        {t('have_account')}{' '}
        <Link
          to="/login"
          search={next === undefined ? {} : { next }}
          className="font-medium text-accent-ink underline underline-offset-4"
        >
          {t('log_in')}
        </Link>
      </p>
    </AuthFrame>
  );
}

/** The one rule there is, ticked while typing. */
function PasswordRule({ length }: { length: number }) {
  const { t } = useTranslation('auth');
  const enough = length >= PASSWORD_MIN;
  const Icon = enough ? Check : Circle;
  return (
    <p
      className={cx(
        'flex items-center gap-2 text-xs font-medium',
        enough ? 'text-done-ink' : 'text-ink-soft',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {enough || length === 0
        ? t('password_rule', { count: PASSWORD_MIN })
        : t('password_missing', { count: PASSWORD_MIN - length })}
    </p>
  );
}
