import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { isProblem } from '@/api/problem';
import { updateVideo, videoPath } from '@/api/queries/videos';
import { opened } from '@/api/versions';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ErrorNotice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';

/** What the candidate wants beside the camera next time; nobody else ever sees it. */
export function NotesCard({ video }: { video: Video }) {
  const { t } = useTranslation(['videos', 'common']);
  const asItIs = () => opened(videoPath(video.id), { private_notes: video.private_notes });
  const [notes, setNotes] = useState(video.private_notes ?? '');
  const [base, setBase] = useState(asItIs);
  const load = () => {
    setNotes(video.private_notes ?? '');
    setBase(asItIs);
    saving.reset();
  };
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
      {isProblem(saving.error, 'changed') && (
        <Button className="mt-3" onPress={load}>
          {t('common:load_again')}
        </Button>
      )}
      {changed && (
        <Button
          className="mt-3"
          isPending={saving.isPending}
          onPress={() =>
            saving.mutate(
              { id: video.id, private_notes: notes, base },
              {
                onSuccess: (saved) => {
                  setBase(opened(videoPath(video.id), { private_notes: saved.private_notes }));
                  toast('done', t('common:saved'));
                },
              },
            )
          }
        >
          {t('common:save')}
        </Button>
      )}
    </Card>
  );
}
