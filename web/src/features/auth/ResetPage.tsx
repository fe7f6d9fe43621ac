import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import { isProblem } from '@/api/problem';
import { setNewPassword } from '@/api/queries/letters';
import { Button } from '@/components/Button';
import { ErrorNotice, Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { usePageTitle } from '@/hooks/usePageTitle';
import { AuthFrame } from './AuthFrame';
import { PASSWORD_MIN, passwordLength } from './rules';
import { tokenOf } from './token';
import { ToLogIn } from './ToLogIn';

export default function ResetPage() {
  const { t } = useTranslation('auth');
  const [token] = useState(() => tokenOf(window.location.hash));
  const [password, setPassword] = useState('');
  const [short, setShort] = useState(false);
  const setting = useMutation(setNewPassword());
  const { fields, rest } = splitFormErrors(setting.error, ['password']);
  usePageTitle(t('reset_title'));
  const dead = token === null || isProblem(setting.error, 'letter-expired');
  return (
    <AuthFrame title={t('reset_title')}>
      {dead ? (
        <>
          <Notice kind="advice" title={t('link_dead')}>
            {t('link_dead_detail')}
          </Notice>
          <p className="mt-6 text-sm">
            <Link to="/forgot" className="font-medium text-accent-ink underline underline-offset-4">
              {t('ask_new_link')}
            </Link>
          </p>
        </>
      ) : setting.isSuccess ? (
        <div role="status">
          <Notice kind="done" title={t('reset_done')}>
            {t('reset_done_detail')}
          </Notice>
        </div>
      ) : (
        <>
          {rest !== null && <ErrorNotice error={rest} className="mb-6" />}
          <Form
            validationBehavior="aria"
            className="flex flex-col gap-5"
            onSubmit={(event) => {
              event.preventDefault();
              const isShort = passwordLength(password) < PASSWORD_MIN;
              setShort(isShort);
              if (!isShort) setting.mutate({ token, password });
            }}
          >
            <TextField
              name="password"
              type="password"
              autoComplete="new-password"
              label={t('new_password')}
              description={t('password_advice')}
              value={password}
              onChange={setPassword}
              errors={short ? [t('fault_short')] : fields.password}
            />
            <Button type="submit" look="primary" size="lg" isPending={setting.isPending}>
              {t('set_password')}
            </Button>
          </Form>
        </>
      )}
      <ToLogIn />
    </AuthFrame>
  );
}
