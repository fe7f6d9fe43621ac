import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { updateVideo } from '@/api/queries/videos';
import { IconButton } from '@/components/IconButton';
import { useErrorText } from '@/components/states';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';

/** The title, changed in its place. */
export function TitleField({ video }: { video: Video }) {
  const { t } = useTranslation(['videos', 'common']);
  const errorText = useErrorText();
  const [draft, setDraft] = useState<string | null>(null);
  const saving = useMutation(updateVideo(useQueryClient()));

  if (draft === null) {
    return (
      <div className="flex min-w-0 items-center gap-1">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight">
          <bdi>{video.title}</bdi>
        </h1>
        <IconButton icon={Pencil} label={t('rename')} onPress={() => setDraft(video.title)} />
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
      {
        id: video.id,
        title,
        description: video.description,
        private_notes: video.private_notes ?? '',
      },
      {
        onSuccess: () => setDraft(null),
        onError: (error) => {
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
