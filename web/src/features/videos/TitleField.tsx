import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { isProblem } from '@/api/problem';
import { updateVideo, videoPath } from '@/api/queries/videos';
import { opened, type Opened } from '@/api/versions';
import { IconButton } from '@/components/IconButton';
import { useErrorText } from '@/components/states';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';

/** The title, changed in its place. */
export function TitleField({ video }: { video: Video }) {
  const { t } = useTranslation(['videos', 'common']);
  const errorText = useErrorText();
  const [draft, setDraft] = useState<string | null>(null);
  const [base, setBase] = useState<Opened<Partial<Video>>>();
  const saving = useMutation(updateVideo(useQueryClient()));

  const open = () => {
    setDraft(video.title);
    setBase(opened(videoPath(video.id), { title: video.title }));
  };

  if (draft === null) {
    return (
      <div className="flex min-w-0 items-center gap-1">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight">
          <bdi>{video.title}</bdi>
        </h1>
        <IconButton icon={Pencil} label={t('rename')} onPress={open} />
      </div>
    );
  }

  const save = () => {
    const title = draft.trim();
    if (title === '' || title === video.title) {
      setDraft(null);
      return;
    }
    saving.mutate(
      { id: video.id, title, base },
      {
        onSuccess: () => setDraft(null),
        onError: (error) => {
          // The new one is shown; who still wants another opens the field again.
          if (isProblem(error, 'changed')) setDraft(null);
          const text = errorText(error);
          toast('danger', text.title, text.detail);
        },
      },
    );
  };

  return (
    <form
      className="flex w-full max-w-lg items-end gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        // The person asked to type here.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        label={t('title_label')}
        value={draft}
        onChange={setDraft}
        maxLength={120}
        className="flex-1"
        onKeyDown={(event) => {
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      <IconButton
        type="submit"
        icon={Check}
        label={t('common:save')}
        isPending={saving.isPending}
      />
      <IconButton icon={X} label={t('common:cancel')} onPress={() => setDraft(null)} />
    </form>
  );
}
