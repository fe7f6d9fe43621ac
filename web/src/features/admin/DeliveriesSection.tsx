import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { MailCheck, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminEvent, AdminMail, EventState, MailState } from '@/api/models';
import { eventsQuery, mailsQuery, retryEvent, retryMail } from '@/api/queries/admin';
import { Button } from '@/components/Button';
import { ErrorNotice } from '@/components/Notice';
import { Select } from '@/components/Select';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { Rows } from './Rows';

const WHAT = ['mails', 'events'] as const;
const MAIL_STATES = ['dead', 'waiting', 'sent', 'suppressed'] as const;
const EVENT_STATES = ['dead', 'waiting', 'delivered'] as const;

const TOPICS = [
  'video_viewed',
  'video_completed',
  'video_kept',
  'take_sealed',
  'take_recovered',
  'quality_ready',
  'new_candidate',
  'profile_opened',
  'video_linked',
  'video_approved',
  'video_rejected',
  'sync_needed',
  'application_received',
  'application_changed',
  'message',
  'complete_profile',
  'record_video',
  'get_in_touch',
  'verify_email',
  'reset_password',
  'recruiter_invited',
  'address_taken',
  'password_changed',
] as const;

/** What people were to be told; what did not reach them first, because somebody has to look. */
export function DeliveriesSection() {
  const { t } = useTranslation('admin');
  const [what, setWhat] = useState<(typeof WHAT)[number]>('mails');
  return (
    <>
      <p className="mb-4 text-sm text-ink-soft">{t(`deliveries_${what}_detail`)}</p>
      {what === 'mails' ? (
        <Mails choice={<What what={what} onChange={setWhat} />} />
      ) : (
        <Events choice={<What what={what} onChange={setWhat} />} />
      )}
    </>
  );
}

function What({
  what,
  onChange,
}: {
  what: (typeof WHAT)[number];
  onChange: (what: (typeof WHAT)[number]) => void;
}) {
  const { t } = useTranslation('admin');
  return (
    <Select
      label={t('deliveries_what')}
      options={WHAT.map((value) => ({ value, label: t(`deliveries_${value}`) }))}
      value={what}
      onChange={onChange}
    />
  );
}

function Mails({ choice }: { choice: React.ReactNode }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [state, setState] = useState<MailState>('dead');
  const list = useInfiniteQuery(mailsQuery(state));
  const retrying = useMutation(retryMail(queries));
  return (
    <>
      <div className="mb-4 grid gap-4 sm:max-w-md sm:grid-cols-2">
        {choice}
        <Select
          label={t('delivery_state')}
          options={MAIL_STATES.map((value) => ({ value, label: t(`delivery_${value}`) }))}
          value={state}
          onChange={setState}
        />
      </div>
      {retrying.error !== null && <ErrorNotice error={retrying.error} className="mb-4" />}
      <Rows
        list={list}
        empty={state === 'dead' ? t('mails_none_dead') : t('deliveries_none')}
        emptyIcon={MailCheck}
      >
        {(mail) => (
          <Delivery
            row={mail}
            isRetrying={retrying.isPending && retrying.variables === mail.id}
            onRetry={() =>
              retrying.mutate(mail.id, { onSuccess: () => toast('done', t('resent_toast')) })
            }
          />
        )}
      </Rows>
    </>
  );
}

function Events({ choice }: { choice: React.ReactNode }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [state, setState] = useState<EventState>('dead');
  const list = useInfiniteQuery(eventsQuery(state));
  const retrying = useMutation(retryEvent(queries));
  return (
    <>
      <div className="mb-4 grid gap-4 sm:max-w-md sm:grid-cols-2">
        {choice}
        <Select
          label={t('delivery_state')}
          options={EVENT_STATES.map((value) => ({ value, label: t(`delivery_${value}`) }))}
          value={state}
          onChange={setState}
        />
      </div>
      {retrying.error !== null && <ErrorNotice error={retrying.error} className="mb-4" />}
      <Rows
        list={list}
        empty={state === 'dead' ? t('events_none_dead') : t('deliveries_none')}
        emptyIcon={MailCheck}
      >
        {(event) => (
          <Delivery
            row={event}
            isRetrying={retrying.isPending && retrying.variables === event.id}
            onRetry={() =>
              retrying.mutate(event.id, { onSuccess: () => toast('done', t('retold_toast')) })
            }
          />
        )}
      </Rows>
    </>
  );
}

function Delivery({
  row,
  isRetrying,
  onRetry,
}: {
  row: AdminMail | AdminEvent;
  isRetrying: boolean;
  onRetry: () => void;
}) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  // A newer server may have topics that this page has no word for.
  const known = TOPICS.find((topic) => topic === row.topic);
  const topic = known === undefined ? row.topic : t(`topic_${known}`);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{topic}</p>
        <p className="text-sm text-ink-soft">
          {t('delivery_tries', {
            count: row.attempts,
            attempts: format.number(row.attempts),
            ago: format.ago(row.finished_at ?? row.created_at),
          })}
        </p>
        {row.error !== null && (
          <p className="mt-1 font-mono text-sm break-words text-danger-ink" dir="ltr">
            {row.error}
          </p>
        )}
        {row.state === 'dead' && !row.can_retry && (
          <p className="mt-1 text-sm text-ink-soft">{t('delivery_too_old')}</p>
        )}
      </div>
      {row.can_retry && (
        <Button
          icon={RotateCw}
          aria-label={t('retry_named', { topic })}
          isPending={isRetrying}
          onPress={onRetry}
        >
          {t('retry_job')}
        </Button>
      )}
    </div>
  );
}
