import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { ClipboardCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { judgeVideo, waitingVideosQuery } from '@/api/queries/admin';
import { splitFormErrors } from '@/api/formErrors';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ErrorNotice } from '@/components/Notice';
import { Player } from '@/components/player/Player';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { Rows } from './Rows';

/** Completed videos, to be watched and approved or rejected. */
export function VideosSection() {
  const { t } = useTranslation('admin');
  const list = useInfiniteQuery(waitingVideosQuery());
  return (
    <Rows list={list} empty={t('videos_none')} emptyIcon={ClipboardCheck}>
      {(video) => <Waiting video={video} />}
    </Rows>
  );
}

function Waiting({ video }: { video: Video }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const [isWatching, setWatching] = useState(false);
  const [isRejecting, setRejecting] = useState(false);
  const approving = useMutation(judgeVideo(queries));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <p className="truncate font-medium">
            <bdi>{video.title}</bdi>
          </p>
          <p className="text-sm text-ink-soft">
            {t('waiting_since', {
              ago: format.ago(video.updated_at),
              length: format.length(Math.round(video.duration ?? 0)),
            })}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            aria-expanded={isWatching}
            aria-label={t('watch_named', { title: video.title })}
            onPress={() => setWatching(!isWatching)}
          >
            {isWatching ? t('hide') : t('watch')}
          </Button>
          <Button
            aria-label={t('reject_named', { title: video.title })}
            onPress={() => setRejecting(true)}
          >
            {t('reject')}
          </Button>
          <Button
            aria-label={t('approve_named', { title: video.title })}
            isPending={approving.isPending}
            onPress={() =>
              approving.mutate(
                { id: video.id },
                { onSuccess: () => toast('done', t('approved_toast')) },
              )
            }
          >
            {t('approve')}
          </Button>
        </div>
      </div>
      {approving.error !== null && <ErrorNotice error={approving.error} />}
      {isWatching && (
        <Player
          source={{ kind: 'video', id: video.id }}
          title={video.title}
          className="max-w-2xl"
        />
      )}
      {isRejecting && <RejectDialog video={video} onClose={() => setRejecting(false)} />}
    </div>
  );
}

function RejectDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common']);
  const queries = useQueryClient();
  const rejecting = useMutation(judgeVideo(queries));
  const [reason, setReason] = useState('');
  const { fields, rest } = splitFormErrors(rejecting.error, ['reason']);
  const reject = () =>
    rejecting.mutate(
      { id: video.id, reason },
      {
        onSuccess: () => {
          toast('done', t('rejected_toast'));
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={t('reject_title')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button look="danger" isPending={rejecting.isPending} onPress={reject}>
            {t('reject')}
          </Button>
        </>
      }
    >
      {rest !== null && <ErrorNotice error={rest} className="mb-4" />}
      <TextField
        label={t('reject_reason')}
        description={t('reject_reason_advice')}
        rows={3}
        value={reason}
        onChange={setReason}
        maxLength={1000}
        errors={fields.reason}
      />
    </Dialog>
  );
}
