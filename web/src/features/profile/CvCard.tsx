import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FileText, Trash2, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileTrigger } from 'react-aria-components';
import type { Cv } from '@/api/models';
import { isProblem } from '@/api/problem';
import { cvQuery, deleteCv, sendCv } from '@/api/queries/cv';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { CvLink } from '@/components/CvLink';
import { ErrorNotice, Notice } from '@/components/Notice';
import { ErrorState, Skeleton } from '@/components/states';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';

/** As the server says, too; a file that is larger is not sent at all. */
const MAX_BYTES = 10_000_000;

/** The CV as a file: what is there, what was found in it, another one, none. */
export function CvCard({ profileId }: { profileId: string }) {
  const { t } = useTranslation(['profile', 'common']);
  const queries = useQueryClient();
  const { data: cv, error, refetch } = useQuery(cvQuery(profileId));
  const sending = useMutation(sendCv(queries, profileId));
  const deleting = useMutation(deleteCv(queries, profileId));
  const [isAsking, setAsking] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const format = useFormat();
  const max = format.megabytes(MAX_BYTES);
  const isThere = cv !== undefined && cv.state !== 'none';

  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setTooLarge(file.size > MAX_BYTES);
    if (file.size > MAX_BYTES) return;
    sending.mutate(file, { onSuccess: () => toast('done', t('cv_sent_toast')) });
  };

  return (
    <Card className="mt-6 flex flex-col gap-4" aria-labelledby="cv-title" data-testid="cv">
      <div>
        <h2 id="cv-title" className="text-lg font-semibold">
          {t('cv_title')}
        </h2>
        <p className="mt-1 text-sm text-ink-soft">{t('cv_intro', { max })}</p>
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : cv === undefined ? (
        <Skeleton className="h-11 rounded-sm" />
      ) : (
        <>
          {isThere && <Kept cv={cv} profileId={profileId} />}
          {tooLarge && (
            <Notice kind="danger" title={t('cv_refused')}>
              {t('cv_too_large', { max })}
            </Notice>
          )}
          {sending.isError && !tooLarge && <Refused error={sending.error} />}
          {deleting.isError && <ErrorNotice error={deleting.error} />}
          <div className="flex flex-wrap gap-2">
            <FileTrigger
              acceptedFileTypes={['application/pdf', '.pdf']}
              onSelect={(files) => take(files?.[0])}
            >
              <Button icon={Upload} isPending={sending.isPending}>
                {isThere ? t('cv_replace') : t('cv_choose')}
              </Button>
            </FileTrigger>
            {isThere && (
              <Button icon={Trash2} look="quiet" onPress={() => setAsking(true)}>
                {t('cv_delete')}
              </Button>
            )}
          </div>
        </>
      )}
      <ConfirmDialog
        title={t('cv_delete_title')}
        confirmLabel={t('cv_delete')}
        isOpen={isAsking}
        isPending={deleting.isPending}
        onConfirm={() => {
          deleting.mutate(undefined, {
            onSuccess: () => toast('done', t('cv_deleted_toast')),
            onSettled: () => setAsking(false),
          });
        }}
        onClose={() => setAsking(false)}
      >
        {t('cv_delete_detail')}
      </ConfirmDialog>
    </Card>
  );
}

/** What is wrong with the file, in the server's words. */
function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation('profile');
  const said = isProblem(error) ? error.fields.file?.join(' ') : undefined;
  if (said === undefined) return <ErrorNotice error={error} />;
  return (
    <Notice kind="danger" title={t('cv_refused')}>
      {said}
    </Notice>
  );
}

function Kept({ cv, profileId }: { cv: Cv; profileId: string }) {
  const { t } = useTranslation('profile');
  const format = useFormat();
  const sent = cv.uploaded_at === null ? '' : format.dateTime(cv.uploaded_at);
  const size = format.megabytes(cv.size ?? 0);
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <CvLink profileId={profileId} icon={FileText}>
          {t('cv_open')}
        </CvLink>
        <span className="text-sm text-ink-faint nums">{t('cv_sent', { sent, size })}</span>
      </p>
      <div role="status" data-state={cv.state}>
        {cv.state === 'read' && <Notice kind="done">{t('cv_read')}</Notice>}
        {cv.state === 'waiting' && <Notice kind="info">{t('cv_waiting')}</Notice>}
        {cv.state === 'no_text' && <Notice kind="advice">{t('cv_no_text')}</Notice>}
        {cv.state === 'locked' && <Notice kind="advice">{t('cv_locked')}</Notice>}
        {cv.state === 'unreadable' && <Notice kind="advice">{t('cv_unreadable')}</Notice>}
      </div>
    </div>
  );
}
