import {
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
} from '@tanstack/react-query';
import { MailCheck, RotateCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminEvent, AdminMail, EventState, MailState } from '@/api/models';
import { eventsQuery, mailsQuery, retryEvent, retryMail } from '@/api/queries/admin';
import type { ListPage } from '@/api/queries/lists';
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

function Mails({ choice }: { choice: ReactNode }) {
  const { t } = useTranslation('admin');
  const [state, setState] = useState<MailState>('dead');
  return (
    <Deliveries
      choice={choice}
      states={MAIL_STATES}
      state={state}
      onState={setState}
      list={useInfiniteQuery(mailsQuery(state))}
      retrying={useMutation(retryMail(useQueryClient()))}
      noneDead={t('mails_none_dead')}
      done={t('resent_toast')}
    />
  );
}

function Events({ choice }: { choice: ReactNode }) {
  const { t } = useTranslation('admin');
  const [state, setState] = useState<EventState>('dead');
  return (
    <Deliveries
      choice={choice}
      states={EVENT_STATES}
      state={state}
      onState={setState}
      list={useInfiniteQuery(eventsQuery(state))}
      retrying={useMutation(retryEvent(useQueryClient()))}
      noneDead={t('events_none_dead')}
      done={t('retold_toast')}
    />
  );
}

function Deliveries<State extends MailState | EventState, Row extends AdminMail | AdminEvent>({
  choice,
  states,
  state,
  onState,
  list,
  retrying,
  noneDead,
  done,
}: {
  choice: ReactNode;
  states: readonly State[];
  state: State;
  onState: (state: State) => void;
  list: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>;
  retrying: UseMutationResult<unknown, Error, Row['id']>;
  noneDead: string;
  /** Said when one was put back. */
  done: string;
}) {
  const { t } = useTranslation('admin');
  return (
    <>
      <div className="mb-4 grid gap-4 sm:max-w-md sm:grid-cols-2">
        {choice}
        <Select
          label={t('delivery_state')}
          options={states.map((value) => ({ value, label: t(`delivery_${value}`) }))}
          value={state}
          onChange={onState}
        />
      </div>
      {retrying.error !== null && <ErrorNotice error={retrying.error} className="mb-4" />}
      <Rows
        list={list}
        empty={state === 'dead' ? noneDead : t('deliveries_none')}
        emptyIcon={MailCheck}
      >
        {(row) => (
          <Delivery
            row={row}
            isRetrying={retrying.isPending && retrying.variables === row.id}
            onRetry={() => retrying.mutate(row.id, { onSuccess: () => toast('done', done) })}
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
