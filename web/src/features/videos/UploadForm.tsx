import { Link } from '@tanstack/react-router';
import { FileVideo, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import type { UploadRules } from '@/api/models';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { useFormat } from '@/hooks/useFormat';

export interface Chosen {
  file: File;
  title: string;
}

const LONGEST_TITLE = 200;

/** `Ma présentation.mp4` is called `Ma présentation` until somebody says otherwise. */
function titleOf(file: File): string {
  return file.name.replace(/\.[^.]+$/u, '').slice(0, LONGEST_TITLE);
}

/** Choose a file, or drop it; what a file is, only the server can tell. */
export function UploadForm({
  rules,
  chosen,
  asksTitle,
  isScored,
  onChoose,
  onRename,
}: {
  rules: UploadRules;
  chosen: Chosen | null;
  asksTitle: boolean;
  isScored: boolean;
  onChoose: (chosen: Chosen) => void;
  onRename: (chosen: Chosen) => void;
}) {
  const { t } = useTranslation(['videos', 'common']);
  const format = useFormat();
  const take = (file: File | undefined) => {
    if (file !== undefined) onChoose({ file, title: titleOf(file) });
  };
  const isTooLarge = chosen !== null && chosen.file.size > rules.max_bytes;
  const limits = t('upload_limits', {
    size: format.megabytes(rules.max_bytes),
    shortest: format.length(rules.shortest),
    longest: format.length(rules.longest),
  });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-soft">{t('upload_intro')}</p>
      <DropZone
        getDropOperation={() => 'copy'}
        onDrop={({ items }) => {
          const item = items.find(({ kind }) => kind === 'file');
          if (item?.kind === 'file') void item.getFile().then(take);
        }}
        className="flex flex-col items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-8 text-center data-[drop-target]:border-accent data-[drop-target]:bg-accent-soft"
      >
        {chosen === null ? (
          <>
            <Upload aria-hidden className="size-8 text-ink-faint" />
            <Text slot="label" className="font-medium">
              {t('upload_drop')}
            </Text>
          </>
        ) : (
          <>
            <FileVideo aria-hidden className="size-8 text-accent" />
            <Text slot="label" className="max-w-full font-medium break-words">
              <bdi>{chosen.file.name}</bdi>
            </Text>
            <span className="text-sm text-ink-faint nums">
              {format.megabytes(chosen.file.size)}
            </span>
          </>
        )}
        <FileTrigger
          acceptedFileTypes={[...rules.content_types, '.mp4', '.mov', '.m4v', '.webm', '.mkv']}
          onSelect={(files) => take(files?.[0])}
        >
          <Button look={chosen === null ? 'primary' : 'secondary'}>
            {chosen === null ? t('upload_choose') : t('upload_change')}
          </Button>
        </FileTrigger>
        <p className="text-sm text-ink-faint">{limits}</p>
      </DropZone>
      {isTooLarge && (
        <Notice kind="danger" title={t('upload_refused')}>
          {t('upload_too_large', {
            size: format.megabytes(chosen.file.size),
            max: format.megabytes(rules.max_bytes),
          })}
        </Notice>
      )}
      {chosen !== null && asksTitle && (
        <TextField
          label={t('title_label')}
          value={chosen.title}
          maxLength={LONGEST_TITLE}
          onChange={(title) => onRename({ ...chosen, title })}
        />
      )}
      {!isScored && (
        <p className="text-sm text-ink-soft">
          {t('upload_not_scored')}{' '}
          <Link to="/consent" className="rounded-sm font-medium text-accent-ink underline">
            {t('common:nav_consent')}
          </Link>
        </p>
      )}
    </div>
  );
}
