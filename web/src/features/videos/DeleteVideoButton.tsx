import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { deleteVideo } from '@/api/queries/videos';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { useErrorText } from '@/components/states';
import { toast } from '@/components/Toast';
import { shownTakes } from './TakeRow';

export function DeleteVideoButton({ video, onDeleted }: { video: Video; onDeleted?: () => void }) {
  const { t } = useTranslation(['videos', 'common']);
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const deleting = useMutation(deleteVideo(useQueryClient()));
  return (
    <>
      <Button look="quiet" icon={Trash2} onPress={() => setAsking(true)}>
        {t('common:delete')}
      </Button>
      <ConfirmDialog
        title={t('delete_title', { title: video.title })}
        confirmLabel={t('delete_video')}
        isOpen={asking}
        isPending={deleting.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          deleting.mutate(video.id, {
            onSuccess: () => {
              toast('done', t('deleted_toast'));
              onDeleted?.();
            },
            onError: (error) => {
              const { title, detail } = errorText(error);
              toast('danger', title, detail);
            },
            onSettled: () => setAsking(false),
          })
        }
      >
        <p>{t('delete_detail', { count: shownTakes(video).length })}</p>
        {video.kept_take_id !== null && <p className="mt-2">{t('delete_kept_detail')}</p>}
      </ConfirmDialog>
    </>
  );
}
