import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import type { Invitation } from '@/api/models';
import { invitationsQuery, invite, resendInvitation, withdrawInvitation } from '@/api/queries/team';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ErrorNotice } from '@/components/Notice';
import { ErrorState, Skeleton } from '@/components/states';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';

export function InvitationsCard() {
  const { t } = useTranslation('team');
  const invitations = useQuery(invitationsQuery());
  return (
    <Card className="mt-8" aria-labelledby="invitations-title">
      <h2 id="invitations-title" className="text-lg font-semibold">
        {t('invitations')}
      </h2>
      <p className="mt-1 text-sm text-ink-soft">{t('invitations_detail')}</p>
      <Inviting />
      {invitations.error ? (
        <ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} />
      ) : invitations.data ? (
        <List invitations={invitations.data} />
      ) : (
        <Skeleton className="mt-6 h-24 rounded-lg" />
      )}
    </Card>
  );
}

function Inviting() {
  const { t } = useTranslation('team');
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [missing, setMissing] = useState(false);
  const inviting = useMutation(invite(queries));
  const { fields, rest } = splitFormErrors(inviting.error, ['email']);
  return (
    <>
      {rest !== null && <ErrorNotice error={rest} className="mt-4" />}
      <Form
        validationBehavior="aria"
        className="mt-4 flex flex-wrap items-end gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const address = email.trim();
          setMissing(address === '');
          if (address === '') return;
          inviting.mutate(address, {
            onSuccess: () => {
              setEmail('');
              toast('done', t('invited', { email: address }));
            },
          });
        }}
      >
        <TextField
          className="min-w-0 flex-1 basis-48"
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          label={t('email')}
          value={email}
          onChange={setEmail}
          errors={missing ? [t('email_missing')] : fields.email}
        />
        <Button type="submit" look="primary" isPending={inviting.isPending}>
          {t('invite')}
        </Button>
      </Form>
    </>
  );
}

function List({ invitations }: { invitations: readonly Invitation[] }) {
  const { t } = useTranslation('team');
  const format = useFormat();
  const queries = useQueryClient();
  const resending = useMutation(resendInvitation(queries));
  const withdrawing = useMutation(withdrawInvitation(queries));
  const failed = resending.error ?? withdrawing.error;
  if (invitations.length === 0) {
    return <p className="mt-6 text-sm text-ink-soft">{t('no_invitations')}</p>;
  }
  return (
    <>
      {failed !== null && <ErrorNotice error={failed} className="mt-4" />}
      <ul className="mt-4 divide-y divide-line">
        {invitations.map(({ id, email, expired, expires_at }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-4">
            <div className="min-w-0 flex-1 basis-48">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                <span className="truncate">{email}</span>
                {expired && <Badge tone="neutral">{t('expired')}</Badge>}
              </p>
              {!expired && (
                <p className="text-sm text-ink-soft">
                  {t('good_until', { date: format.date(expires_at) })}
                </p>
              )}
            </div>
            <Button
              look="quiet"
              aria-label={t('resend_named', { email })}
              isPending={resending.isPending && resending.variables === id}
              onPress={() =>
                resending.mutate(id, { onSuccess: () => toast('done', t('invited', { email })) })
              }
            >
              {t('resend')}
            </Button>
            <Button
              aria-label={t('withdraw_named', { email })}
              isPending={withdrawing.isPending && withdrawing.variables === id}
              onPress={() => withdrawing.mutate(id)}
            >
              {t('withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
