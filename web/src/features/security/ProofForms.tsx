import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { splitFormErrors } from '@/api/formErrors';
import type { TotpProof } from '@/api/models';
import { newRecoveryCodes, switchTotpOff } from '@/api/queries/security';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { useFocusWhenShown } from '@/hooks/useFocusWhenShown';
import { StepForm } from './StepForm';

export function NewCodes({
  onDone,
  onLeave,
}: {
  onDone: (codes: readonly string[]) => void;
  onLeave: () => void;
}) {
  const { t } = useTranslation('security');
  const making = useMutation(newRecoveryCodes(useQueryClient()));
  return (
    <ProofForm
      title={t('new_codes')}
      detail={t('new_codes_detail')}
      submitLabel={t('new_codes')}
      look="primary"
      error={making.error}
      isPending={making.isPending}
      onSubmit={(proof) => making.mutate(proof, { onSuccess: onDone })}
      onLeave={onLeave}
    />
  );
}

export function SwitchOff({ onDone, onLeave }: { onDone: () => void; onLeave: () => void }) {
  const { t } = useTranslation('security');
  const switching = useMutation(switchTotpOff(useQueryClient()));
  return (
    <ProofForm
      title={t('switch_off_title')}
      detail={t('switch_off_detail')}
      submitLabel={t('switch_off')}
      look="danger"
      error={switching.error}
      isPending={switching.isPending}
      onSubmit={(proof) =>
        switching.mutate(proof, {
          onSuccess: () => {
            toast('done', t('off_toast'));
            onDone();
          },
        })
      }
      onLeave={onLeave}
    />
  );
}

interface ProofFormProps {
  title: string;
  detail: string;
  submitLabel: string;
  look: 'primary' | 'danger';
  error: unknown;
  isPending: boolean;
  onSubmit: (proof: TotpProof) => void;
  onLeave: () => void;
}

/** Password and code again: a page left open must not be enough. */
function ProofForm({
  title,
  detail,
  submitLabel,
  look,
  error,
  isPending,
  onSubmit,
  onLeave,
}: ProofFormProps) {
  const { t } = useTranslation('security');
  const [proof, setProof] = useState<TotpProof>({ password: '', code: '' });
  const [tried, setTried] = useState(false);
  const { fields, rest } = splitFormErrors(error, ['password', 'code']);
  const first = useFocusWhenShown<HTMLDivElement>();
  const field = (name: keyof TotpProof) => ({
    name,
    value: proof[name],
    onChange: (value: string) => setProof({ ...proof, [name]: value }),
    errors: tried && proof[name].trim() === '' ? [t('fault_required')] : fields[name],
  });
  return (
    <StepForm
      submitLabel={submitLabel}
      look={look}
      isPending={isPending}
      error={rest}
      onLeave={onLeave}
      onSubmit={() => {
        setTried(true);
        if (proof.password !== '' && proof.code.trim() !== '') onSubmit(proof);
      }}
      head={
        <div>
          <h3 className="font-semibold">{title}</h3>
          <p className="mt-1 text-ink-soft">{detail}</p>
        </div>
      }
    >
      <TextField
        ref={first}
        type="password"
        autoComplete="current-password"
        label={t('password')}
        {...field('password')}
      />
      <TextField autoComplete="one-time-code" label={t('proof_code')} {...field('code')} />
    </StepForm>
  );
}
