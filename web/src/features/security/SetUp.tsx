import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { splitFormErrors } from '@/api/formErrors';
import type { TotpSetup } from '@/api/models';
import { confirmTotp, setUpTotp } from '@/api/queries/security';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { useFocusWhenShown } from '@/hooks/useFocusWhenShown';
import { StepForm } from './StepForm';

interface Steps {
  /** With the recovery codes. */
  onDone: (codes: readonly string[]) => void;
  onLeave: () => void;
}

/** The password, then the app. Nothing is asked for at log-in before the app has shown a right code. */
export function SetUp({ onDone, onLeave }: Steps) {
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  return setup === null ? (
    <AskPassword onDone={setSetup} onLeave={onLeave} />
  ) : (
    <AddToApp setup={setup} onDone={onDone} onLeave={onLeave} />
  );
}

function AskPassword({
  onDone,
  onLeave,
}: {
  onDone: (setup: TotpSetup) => void;
  onLeave: () => void;
}) {
  const { t } = useTranslation('security');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const starting = useMutation(setUpTotp());
  const { fields, rest } = splitFormErrors(starting.error, ['password']);
  const field = useFocusWhenShown<HTMLDivElement>();
  return (
    <StepForm
      submitLabel={t('go_on')}
      isPending={starting.isPending}
      error={rest}
      onLeave={onLeave}
      onSubmit={() => {
        setMissing(password === '');
        if (password !== '') starting.mutate(password, { onSuccess: onDone });
      }}
      head={<p className="text-ink-soft">{t('set_up_password')}</p>}
    >
      <TextField
        ref={field}
        name="password"
        type="password"
        autoComplete="current-password"
        label={t('password')}
        value={password}
        onChange={setPassword}
        errors={missing ? [t('fault_required')] : fields.password}
      />
    </StepForm>
  );
}

function AddToApp({ setup, onDone, onLeave }: Steps & { setup: TotpSetup }) {
  const { t } = useTranslation('security');
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const confirming = useMutation(confirmTotp(useQueryClient()));
  const { fields, rest } = splitFormErrors(confirming.error, ['code']);
  const step = useFocusWhenShown<HTMLHeadingElement>();
  return (
    <StepForm
      submitLabel={t('switch_on')}
      isPending={confirming.isPending}
      error={rest}
      onLeave={onLeave}
      onSubmit={() => {
        setMissing(code.trim() === '');
        if (code.trim() === '') return;
        confirming.mutate(code, {
          onSuccess: (codes) => {
            toast('done', t('on_toast'));
            onDone(codes);
          },
        });
      }}
      head={
        <>
          <h3 ref={step} tabIndex={-1} className="font-semibold outline-none">
            {t('scan_title')}
          </h3>
          <p className="text-ink-soft">{t('scan')}</p>
          <div className="flex flex-wrap items-center gap-6">
            <QrCode setup={setup} />
            <div className="min-w-0 flex-1 basis-56 text-sm">
              <p className="text-ink-soft">{t('key')}</p>
              <code dir="ltr" className="mt-1 block font-medium break-words" data-testid="totp-key">
                {inGroups(setup.secret)}
              </code>
              <a
                href={setup.uri}
                className="mt-4 inline-block font-medium text-accent-ink underline underline-offset-4"
              >
                {t('open_app')}
              </a>
            </div>
          </div>
        </>
      }
    >
      <TextField
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        label={t('code')}
        description={t('code_advice')}
        value={code}
        onChange={setCode}
        errors={missing ? [t('fault_required')] : fields.code}
      />
    </StepForm>
  );
}

/** Dark on white in both themes: many apps read no inverted code. */
function QrCode({ setup: { qr_path, qr_size } }: { setup: TotpSetup }) {
  const { t } = useTranslation('security');
  return (
    <svg
      role="img"
      aria-label={t('qr')}
      viewBox={`0 0 ${qr_size} ${qr_size}`}
      shapeRendering="crispEdges"
      className="size-48 shrink-0 rounded-sm bg-white text-black"
    >
      <path d={qr_path} fill="currentColor" />
    </svg>
  );
}

/** Four by four, as people read a long key aloud. */
function inGroups(key: string): string {
  return key.match(/.{1,4}/gu)?.join(' ') ?? key;
}
