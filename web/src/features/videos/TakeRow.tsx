import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Award, CircleCheck, Hourglass, LifeBuoy, Play, Trash2, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Take, Video } from '@/api/models';
import { discardTake, isPlayable, isPreparing, keepTake } from '@/api/queries/videos';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { IconButton } from '@/components/IconButton';
import { useErrorText } from '@/components/states';
import { toast } from '@/components/Toast';
import { cx } from '@/lib/cx';
import { shown } from '@/lib/score';
import { clock, wholeSeconds } from '@/lib/time';

/** Takes there is something to say about: neither waiting to be recorded nor thrown away. */
export function shownTakes(video: Video): Take[] {
  return (video.takes ?? [])
    .filter((take) => isPreparing(take) || !['armed', 'discarded'].includes(take.state))
    .sort((a, b) => Number(b.kept) - Number(a.kept) || b.number - a.number);
}

/** One attempt: what became of it, and what can be done with it. */
export function TakeRow({
  video,
  take,
  isShown = false,
  isBest = false,
}: {
  video: Video;
  take: Take;
  /** The one in the player beside. */
  isShown?: boolean;
  /** The best of several, by its final scores. */
  isBest?: boolean;
}) {
  const { t } = useTranslation('videos');
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const keeping = useMutation({
    ...keepTake(queries),
    onError: (error) => {
      const { title, detail } = errorText(error);
      toast('danger', title, detail);
    },
  });
  const discarding = useMutation({
    ...discardTake(queries),
    onError: (error) => {
      const { title, detail } = errorText(error);
      toast('danger', title, detail);
    },
  });
  const name = t('take_number', { number: take.number });

  return (
    <li
      className={cx(
        'flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2 first:border-t-0',
        isShown && 'font-medium',
      )}
    >
      <div className="flex min-w-0 flex-1 basis-40 flex-wrap items-center gap-x-3 gap-y-1">
        {isPlayable(take) ? (
          <Link
            to="/videos/$videoId"
            params={{ videoId: video.id }}
            search={{ take: take.id }}
            replace={isShown}
            aria-current={isShown ? 'true' : undefined}
            className="inline-flex min-h-11 items-center gap-2 rounded-sm text-sm hover:text-accent-ink aria-[current=true]:text-accent-ink"
          >
            <Play aria-hidden className="size-4 shrink-0 rtl:-scale-x-100" />
            {name}
            {take.duration_ms !== null && (
              <span className="font-normal text-ink-faint nums">
                {clock(take.duration_ms / 1000)}
              </span>
            )}
          </Link>
        ) : (
          <span className="inline-flex min-h-11 items-center text-sm text-ink-soft">{name}</span>
        )}
        <TakeState take={take} isBest={isBest} />
      </div>
      <div className="flex items-center gap-1">
        {isPlayable(take) && !take.kept && !video.is_practice && (
          <Button
            isPending={keeping.isPending}
            onPress={() =>
              keeping.mutate(take.id, { onSuccess: () => toast('done', t('kept_toast')) })
            }
          >
            {t('keep')}
          </Button>
        )}
        {take.state !== 'recording' && (
          <IconButton
            icon={Trash2}
            label={t('discard_named', { name })}
            onPress={() => setAsking(true)}
          />
        )}
      </div>
      <ConfirmDialog
        title={t('discard_title', { name })}
        confirmLabel={t('discard')}
        isOpen={asking}
        isPending={discarding.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          discarding.mutate(take.id, {
            onSuccess: () => toast('done', t('discarded_toast')),
            onSettled: () => setAsking(false),
          })
        }
      >
        {take.kept ? t('discard_kept_detail') : t('discard_detail')}
      </ConfirmDialog>
    </li>
  );
}

/** Every failure says what is safe. */
function TakeState({ take, isBest }: { take: Take; isBest: boolean }): ReactNode {
  const { t } = useTranslation('videos');
  const seconds = wholeSeconds(take.duration_ms ?? 0);
  const overall = take.quality?.overall ?? null;
  return (
    <>
      {take.kept && (
        <Badge tone="done" icon={CircleCheck}>
          {t('kept')}
        </Badge>
      )}
      {isBest && (
        <Badge tone="accent" icon={Award}>
          {t('best')}
        </Badge>
      )}
      {overall !== null && (
        <span className="text-sm font-normal text-ink-soft nums">
          {t('take_score', { number: shown(overall) })}
        </span>
      )}
      {take.state === 'recovered' && (
        <span className="inline-flex items-start gap-1.5 text-sm text-advice-ink">
          <LifeBuoy aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t('recovered', { count: seconds })}
        </span>
      )}
      {take.state === 'damaged' && (
        <span className="inline-flex items-start gap-1.5 text-sm text-danger-ink">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {take.origin === 'upload' ? t('upload_unusable') : t('damaged')}
        </span>
      )}
      {isPreparing(take) && (
        <span className="inline-flex items-center gap-1.5 text-sm text-ink-soft">
          <Hourglass aria-hidden className="size-4 shrink-0" />
          {t('upload_preparing')}
        </span>
      )}
      {take.origin === 'upload' && isPlayable(take) && (
        <span className="text-sm font-normal text-ink-faint">{t('uploaded')}</span>
      )}
      {take.state === 'recording' && (
        <span className="text-sm text-ink-soft">{t('recording')}</span>
      )}
      {isPlayable(take) && take.renditions === 'pending' && (
        <span className="text-sm text-ink-faint">{t('preparing')}</span>
      )}
    </>
  );
}
