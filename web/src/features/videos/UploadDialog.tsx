import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/api/problem';
import { consentsQuery } from '@/api/queries/studio';
import { uploadRulesQuery, videoKeys } from '@/api/queries/videos';
import { sendVideo } from '@/api/upload';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ErrorNotice, Notice } from '@/components/Notice';
import { Skeleton } from '@/components/states';
import { toast } from '@/components/Toast';
import { UploadConsent } from './UploadConsent';
import { UploadForm, type Chosen } from './UploadForm';
import { UploadProgress } from './UploadProgress';

/** Consent, a file, its way to the server; then the video's own page. */
export function UploadDialog({
  isOpen,
  videoId,
  onClose,
}: {
  isOpen: boolean;
  /** The take belongs to this video; a new one is made when absent. */
  videoId?: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(['videos', 'common']);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const rules = useQuery({ ...uploadRulesQuery(), enabled: isOpen });
  const consents = useQuery({ ...consentsQuery(), enabled: isOpen });
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [sent, setSent] = useState<{ bytes: number; total: number } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const sending = useRef<AbortController | null>(null);

  // Leaving the page would throw away what has been sent.
  const isSending = sent !== null;
  useEffect(() => {
    if (!isSending) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [isSending]);
  useEffect(() => () => sending.current?.abort(), []);

  const agreed = (kind: string) =>
    consents.data?.some((consent) => consent.kind === kind && consent.current) ?? false;
  const close = () => {
    sending.current?.abort();
    setChosen(null);
    setFailure(null);
    onClose();
  };

  const send = async ({ file, title }: Chosen) => {
    const controller = new AbortController();
    sending.current = controller;
    setFailure(null);
    setSent({ bytes: 0, total: file.size });
    try {
      const { take, video } = await sendVideo(
        { file, ...(videoId === undefined ? { title } : { videoId }) },
        {
          onProgress: (bytes, total) => setSent({ bytes, total }),
          signal: controller.signal,
        },
      );
      await queries.invalidateQueries({ queryKey: videoKeys.all });
      toast('done', t('upload_arrived'));
      close();
      await navigate({
        to: '/videos/$videoId',
        params: { videoId: video.id },
        search: { take: take.id },
      });
    } catch (error) {
      if (!controller.signal.aborted) setFailure(error);
      // Withdrawn in another tab: it is asked for again.
      if (isProblem(error, 'consent-required')) await consents.refetch();
    } finally {
      setSent(null);
    }
  };

  const failed = rules.error ?? consents.error;
  const isReady = rules.data !== undefined && consents.data !== undefined;
  const mayRecord = agreed('record');
  return (
    <Dialog
      size="lg"
      title={t('upload_title')}
      isOpen={isOpen}
      isHeld={isSending}
      onClose={close}
      actions={
        isSending ? (
          <Button onPress={() => sending.current?.abort()}>{t('upload_cancel')}</Button>
        ) : mayRecord && isReady ? (
          <>
            <Button look="quiet" onPress={close}>
              {t('common:cancel')}
            </Button>
            {chosen !== null && (
              <Button
                look="primary"
                isDisabled={chosen.file.size > rules.data.max_bytes}
                onPress={() => void send(chosen)}
                data-testid="upload-send"
              >
                {t('upload_send')}
              </Button>
            )}
          </>
        ) : undefined
      }
    >
      {failed ? (
        <ErrorNotice error={failed} />
      ) : !isReady ? (
        <Skeleton className="h-64 rounded-lg" />
      ) : !mayRecord ? (
        <UploadConsent />
      ) : isSending ? (
        <UploadProgress name={chosen?.file.name ?? ''} sent={sent.bytes} total={sent.total} />
      ) : (
        <>
          {failure !== null && <Failure error={failure} />}
          <UploadForm
            rules={rules.data}
            chosen={chosen}
            asksTitle={videoId === undefined}
            isScored={agreed('analyse')}
            onChoose={(next) => {
              setFailure(null);
              setChosen(next);
            }}
            onRename={setChosen}
          />
        </>
      )}
    </Dialog>
  );
}

/** What is wrong with the file says it best; anything else in its own words. */
function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation('videos');
  const words = isProblem(error) ? Object.values(error.fields).flat() : [];
  return words.length > 0 ? (
    <Notice kind="danger" title={t('upload_refused')} className="mb-4">
      {words.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Notice>
  ) : (
    <ErrorNotice error={error} className="mb-4" />
  );
}
