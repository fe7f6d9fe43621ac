import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MonitorCheck, MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenSession } from '@/api/models';
import { endOtherSessions, endSession, sessionsQuery } from '@/api/queries/security';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ErrorNotice } from '@/components/Notice';
import { ErrorState, Skeleton } from '@/components/states';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';

export function SessionsCard() {
  const { t } = useTranslation('security');
  const sessions = useQuery(sessionsQuery());
  return (
    <Card className="mt-8" aria-labelledby="sessions-title" data-testid="sessions">
      <h2 id="sessions-title" className="text-lg font-semibold">
        {t('sessions')}
      </h2>
      <p className="mt-1 text-sm text-ink-soft">{t('sessions_detail')}</p>
      {sessions.error ? (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : sessions.data ? (
        <List sessions={sessions.data} />
      ) : (
        <Skeleton className="mt-6 h-40 rounded-lg" />
      )}
    </Card>
  );
}

function List({ sessions }: { sessions: readonly OpenSession[] }) {
  const { t } = useTranslation('security');
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const ending = useMutation(endSession(queries));
  const endingOthers = useMutation(endOtherSessions(queries));
  const failed = ending.error ?? endingOthers.error;
  return (
    <>
      {failed !== null && <ErrorNotice error={failed} className="mt-4" />}
      <ul className="mt-4 divide-y divide-line">
        {sessions.map((session) => (
          <Row
            key={session.id}
            session={session}
            isEnding={ending.isPending && ending.variables === session.id}
            onEnd={() =>
              ending.mutate(session.id, { onSuccess: () => toast('done', t('ended_toast')) })
            }
          />
        ))}
      </ul>
      {sessions.some(({ current }) => !current) && (
        <Button className="mt-4" onPress={() => setAsking(true)}>
          {t('end_others')}
        </Button>
      )}
      <ConfirmDialog
        title={t('end_others_title')}
        confirmLabel={t('end_others')}
        look="primary"
        isOpen={asking}
        isPending={endingOthers.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          endingOthers.mutate(undefined, {
            onSuccess: ({ ended }) => toast('done', t('others_ended', { count: ended })),
            onSettled: () => setAsking(false),
          })
        }
      >
        {t('end_others_detail')}
      </ConfirmDialog>
    </>
  );
}

function Row({
  session,
  isEnding,
  onEnd,
}: {
  session: OpenSession;
  isEnding: boolean;
  onEnd: () => void;
}) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const { browser, system, current } = session;
  const device =
    browser !== null && system !== null
      ? t('device', { browser, system })
      : (browser ?? system ?? t('device_unknown'));
  const Icon = current ? MonitorCheck : MonitorSmartphone;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-4">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {device}
          {current && <Badge tone="accent">{t('this_device')}</Badge>}
        </p>
        <p className="text-sm text-ink-soft">
          {t('since', {
            date: format.date(session.created_at),
            ago: format.ago(session.last_used_at),
          })}
        </p>
      </div>
      {!current && (
        <Button aria-label={t('end_named', { device })} isPending={isEnding} onPress={onEnd}>
          {t('end')}
        </Button>
      )}
    </li>
  );
}
