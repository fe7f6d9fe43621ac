import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import { Button } from '@/components/Button';
import { ErrorNotice, Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { emailFault, type Fault } from './rules';

/** One address, to which a letter goes if it has an account here; nobody is told whether. */
export function AskForLetter({
  ask,
  label,
}: {
  ask: (email: string) => Promise<unknown>;
  label: string;
}) {
  const { t } = useTranslation('auth');
  const [email, setEmail] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);
  const asking = useMutation({ mutationFn: ask });
  const { fields, rest } = splitFormErrors(asking.error, ['email']);
  if (asking.isSuccess) {
    return (
      <div role="status">
        <Notice kind="done" title={t('look_into_mail')}>
          {t('look_into_mail_detail', { email: email.trim() })}
        </Notice>
      </div>
    );
  }
  return (
    <>
      {rest !== null && <ErrorNotice error={rest} className="mb-6" />}
      <Form
        validationBehavior="aria"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const found = emailFault(email);
          setFault(found);
          if (found === null) asking.mutate(email.trim());
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
          errors={fault ? [t(`fault_${fault}`)] : fields.email}
        />
        <Button type="submit" look="primary" size="lg" isPending={asking.isPending}>
          {label}
        </Button>
      </Form>
    </>
  );
}
