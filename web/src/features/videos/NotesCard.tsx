import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { updateVideo } from '@/api/queries/videos';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ErrorNotice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';

/** What the candidate wants beside the camera next time; nobody else ever sees it. */
export function NotesCard({ video }: { video: Video }) {
  const { t } = useTranslation(['videos', 'common']);
  const [notes, setNotes] = useState(video.private_notes ?? '');
  const saving = useMutation(updateVideo(useQueryClient()));
  const changed = notes !== (video.private_notes ?? '');
  return (
    <Card>
      <TextField
        rows={4}
        label={t('notes')}
        description={t('notes_detail')}
        value={notes}
        onChange={setNotes}
      />
      {saving.error !== null && <ErrorNotice error={saving.error} className="mt-3" />}
      {changed && (
        <Button
          className="mt-3"
          isPending={saving.isPending}
          onPress={() =>
            saving.mutate(
              {
                id: video.id,
                title: video.title,
                description: video.description,
                private_notes: notes,
              },
              { onSuccess: () => toast('done', t('common:saved')) },
            )
          }
        >
          {t('common:save')}
        </Button>
      )}
    </Card>
  );
}
