import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { Button } from '@/components/Button';
import { ErrorNotice } from '@/components/Notice';

/** One step of a card: its fields, the way on and the way out. */
export function StepForm({
  submitLabel,
  look = 'primary',
  isPending,
  error = null,
  onSubmit,
  onLeave,
  head,
  children,
}: {
  submitLabel: string;
  look?: 'primary' | 'danger';
  isPending: boolean;
  /** What concerns no field. */
  error?: unknown;
  onSubmit: () => void;
  onLeave: () => void;
  /** What the step is about, above what went wrong. */
  head: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Form
      validationBehavior="aria"
      className="mt-4 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {head}
      {error !== null && <ErrorNotice error={error} />}
      {children}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look={look} isPending={isPending}>
          {submitLabel}
        </Button>
        <Button onPress={onLeave}>{t('cancel')}</Button>
      </div>
    </Form>
  );
}
