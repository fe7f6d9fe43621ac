import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { isProblem } from '@/api/problem';
import { logInWithCode } from '@/api/session';
import { Button } from '@/components/Button';
import { ErrorNotice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { useFocusWhenShown } from '@/hooks/useFocusWhenShown';

/** The second step: a code of the app, or one of those on paper. */
export function CodeStep({
  challenge,
  onDone,
  onBack,
}: {
  challenge: string;
  onDone: () => void;
  /** To the password, with what made that necessary. */
  onBack: (error: unknown) => void;
}) {
  const { t } = useTranslation('auth');
  const [kind, setKind] = useState<'code' | 'recovery_code'>('code');
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useFocusWhenShown<HTMLDivElement>();
  const entering = useMutation({
    mutationFn: logInWithCode,
    onSuccess: onDone,
    onError: (error) => {
      if (isProblem(error, 'challenge-expired')) onBack(error);
    },
  });
  const other = kind === 'code' ? 'recovery_code' : 'code';
  return (
    <>
      {entering.error !== null && <ErrorNotice error={entering.error} className="mb-6" />}
      <Form
        validationBehavior="aria"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(code.trim() === '');
          if (code.trim() !== '') entering.mutate({ challenge, code });
        }}
      >
        <TextField
          ref={field}
          name="code"
          inputMode={kind === 'code' ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          label={t(kind)}
          description={t(`${kind}_advice`)}
          value={code}
          onChange={setCode}
          errors={missing ? [t('fault_required')] : undefined}
        />
        <Button type="submit" look="primary" size="lg" isPending={entering.isPending}>
          {t('log_in')}
        </Button>
      </Form>
      <div className="mt-6 flex flex-wrap justify-between gap-x-4 gap-y-2">
        <Button
          look="quiet"
          onPress={() => {
            setKind(other);
            setCode('');
            setMissing(false);
            field.current?.querySelector('input')?.focus();
          }}
        >
          {other === 'code' ? t('use_app_code') : t('use_recovery_code')}
        </Button>
        <Button look="quiet" onPress={() => onBack(null)}>
          {t('other_account')}
        </Button>
      </div>
    </>
  );
}
