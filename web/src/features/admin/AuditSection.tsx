import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@/api/models';
import { auditQuery } from '@/api/queries/admin';
import { Select } from '@/components/Select';
import { useFormat } from '@/hooks/useFormat';
import { Rows } from './Rows';

/** Those that people ask for; all others are shown under "everything". */
const ACTIONS = [
  'video.viewed',
  'video.approved',
  'video.rejected',
  'video.deleted',
  'consent.given',
  'consent.withdrawn',
  'profile.opened',
  'profile.closed',
  'profile.changed',
  'offer.created',
  'offer.changed',
  'offer.deleted',
  'application.received',
  'application.withdrawn',
  'application.deleted',
  'invitation.sent',
  'invitation.accepted',
  'invitation.withdrawn',
  'account.created',
  'account.role_changed',
  'account.password_changed',
  'account.disabled',
  'account.restored',
  'account.erased',
  'session.opened',
  'session.ended',
  'two_step.on',
  'two_step.off',
  'settings.changed',
  'company.founded',
  'job.retried',
  'mail.retried',
  'event.retried',
] as const;

/** Who did what to what. Ids alone: it names nobody. */
export function AuditSection() {
  const { t } = useTranslation('admin');
  const [action, setAction] = useState<string>('all');
  const list = useInfiniteQuery(auditQuery(action === 'all' ? {} : { action }));
  const options = [
    { value: 'all', label: t('action_all') },
    ...ACTIONS.map((value) => ({ value: value, label: value })),
  ];
  return (
    <>
      <p className="mb-4 text-sm text-ink-soft">{t('audit_detail')}</p>
      <Select
        label={t('action')}
        options={options}
        value={action}
        onChange={setAction}
        className="mb-4 sm:max-w-72"
      />
      <Rows list={list} empty={t('audit_none')} emptyIcon={ScrollText}>
        {(entry) => <Entry entry={entry} />}
      </Rows>
    </>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const details = Object.entries(entry.details as Record<string, unknown>)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-sm">
      <p className="basis-56 font-mono font-medium" dir="ltr">
        {entry.action}
      </p>
      <dl className="min-w-0 flex-1 basis-72 font-mono text-xs break-all text-ink-soft" dir="ltr">
        <div>
          <dt className="inline">{entry.object} </dt>
          <dd className="inline">{entry.object_id}</dd>
        </div>
        <div>
          <dt className="inline">{t('by')} </dt>
          <dd className="inline">{entry.actor ?? t('by_server')}</dd>
        </div>
        {details !== '' && (
          <div>
            <dt className="sr-only">{t('details')}</dt>
            <dd>{details}</dd>
          </div>
        )}
      </dl>
      <p className="text-ink-faint">{format.dateTime(entry.at)}</p>
    </div>
  );
}
