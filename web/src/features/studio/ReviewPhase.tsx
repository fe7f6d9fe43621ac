import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, CircleAlert, RotateCcw, Trash2, Video } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { updateVisibility, visibilityQuery } from '@/api/queries/profiles';
import { discardTake, keepTake } from '@/api/queries/videos';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { CoachingPanel } from '@/components/coaching/CoachingPanel';
import { Player, type PlayerHandle } from '@/components/player/Player';
import { Skeleton, useErrorText } from '@/components/states';
import { wholeSeconds } from '@/lib/time';
import type { StudioController } from '@/live/controller';
import type { Result } from '@/live/state';
import { Dock, Primary } from './Dock';
import { resultOf, type StudioRequests } from './requests';
import { Visibility, type AudienceChoice } from './Visibility';

/** How often the take's row is looked at until it is registered: seconds at most. */
const LOOK_EVERY_MS = 700;
/** And then until its final scores are there: which of several takes is the best depends on them. */
const LOOK_FOR_SCORES_EVERY_MS = 3_000;
/** Shorter holes are not heard or seen. */
const AUDIBLE_GAP_MS = 300;

export interface ReviewProps {
  result: Result;
  practice: boolean;
  controller: StudioController;
  requests: StudioRequests;
  onRetake: () => void;
  /** From a practice take to the real one. */
  onReal: () => void;
}

/** The take is safe. Look at it, then keep it, take it again, or erase it. */
export function ReviewPhase({
  result,
  practice,
  controller,
  requests,
  onRetake,
  onReal,
}: ReviewProps) {
  const { t } = useTranslation('studio');
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [choice, setChoice] = useState<AudienceChoice | null>(null);
  const known = useQuery({ ...visibilityQuery(), enabled: !practice });
  const audience: AudienceChoice = choice ?? {
    audience: known.data?.all_companies
      ? 'all'
      : known.data && known.data.company_ids.length > 0
        ? 'chosen'
        : 'nobody',
    companyIds: known.data?.company_ids ?? [],
  };

  const visibility = useMutation(updateVisibility(queries));
  const keep = useMutation(keepTake(queries));
  const discard = useMutation({
    ...discardTake(queries),
    onSettled: () => setAsking(false),
  });
  const error = visibility.error ?? keep.error ?? discard.error;
  const busy = visibility.isPending || keep.isPending;

  const onKeep = async () => {
    if (audience.audience === 'chosen' && audience.companyIds.length === 0) {
      setWrong(true);
      return;
    }
    // First who may see, then what: nobody sees the take a moment too early.
    await visibility.mutateAsync({
      all_companies: audience.audience === 'all',
      company_ids: audience.audience === 'chosen' ? [...audience.companyIds] : [],
    });
    await keep.mutateAsync(result.takeId);
    controller.send({ type: 'kept' });
  };

  const onDelete = async () => {
    await discard.mutateAsync(result.takeId);
    controller.send({ type: 'deleted' });
  };

  return (
    <>
      <div className="studio-page">
        <div className="grid w-full max-w-6xl gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <TakePlayer result={result} requests={requests} title={t('take_player')} />
          <div className="flex flex-col gap-5">
            <Summary result={result} practice={practice} />
            {!practice &&
              (known.isPending ? (
                <Skeleton className="h-46 w-full" />
              ) : (
                <Visibility
                  value={audience}
                  isWrong={wrong}
                  onChange={(value) => {
                    setWrong(false);
                    setChoice(value);
                  }}
                />
              ))}
            {error && (
              <p
                role="alert"
                data-testid="studio-error"
                className="flex gap-2 text-sm text-danger-ink"
              >
                <CircleAlert aria-hidden className="size-5 shrink-0" />
                <span>
                  <strong className="font-medium">{errorText(error).title}</strong>{' '}
                  {errorText(error).detail} {t('take_safe')}
                </span>
              </p>
            )}
          </div>
        </div>
      </div>
      <Dock
        start={
          <Button
            data-testid="delete"
            look="quiet"
            icon={Trash2}
            isDisabled={busy}
            onPress={() => setAsking(true)}
          >
            {t('delete')}
          </Button>
        }
        end={
          <Button data-testid="retake" icon={RotateCcw} isDisabled={busy} onPress={onRetake}>
            {t('retake')}
          </Button>
        }
        primary={
          practice ? (
            <Primary testId="real" icon={Video} settles onPress={onReal}>
              {t('real')}
            </Primary>
          ) : (
            <Primary
              testId="keep"
              icon={Check}
              settles
              isPending={busy}
              isDisabled={known.isPending}
              onPress={() => {
                onKeep().catch(() => undefined);
              }}
            >
              {t('keep')}
            </Primary>
          )
        }
      />
      <ConfirmDialog
        title={t('delete_title')}
        confirmLabel={t('delete_confirm')}
        isOpen={asking}
        isPending={discard.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          onDelete().catch(() => undefined);
        }}
      >
        {t('delete_detail')}
      </ConfirmDialog>
    </>
  );
}

function Summary({ result, practice }: { result: Result; practice: boolean }) {
  const { t } = useTranslation('studio');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  const missingMs = result.gaps
    .map(({ from_ms, to_ms }) => to_ms - from_ms)
    .filter((length) => length >= AUDIBLE_GAP_MS)
    .reduce((sum, length) => sum + length, 0);
  const { cause } = result;
  const ending = cause === 'asked' || cause === 'script_ended' ? null : cause;
  return (
    <div>
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
        {practice ? t('review_practice') : t('review')}
      </h1>
      <p className="mt-2 text-ink-soft">
        {t('review_length', { count: wholeSeconds(result.durationMs) })}{' '}
        {practice ? t('review_practice_detail') : t('review_detail')}
      </p>
      {(ending !== null || missingMs > 0) && (
        <ul
          data-testid="studio-notice"
          className="mt-4 space-y-2 rounded-sm bg-advice-soft p-3 text-sm text-advice-ink"
        >
          {ending !== null && <li>{t(`ended_${ending}`)}</li>}
          {missingMs > 0 && (
            <li>{t('review_gaps', { count: Math.max(1, Math.round(missingMs / 1000)) })}</li>
          )}
        </ul>
      )}
    </div>
  );
}

function TakePlayer({
  result: { takeId, durationMs },
  requests,
  title,
}: {
  result: Result;
  requests: StudioRequests;
  title: string;
}) {
  const { t } = useTranslation('studio');
  const player = useRef<PlayerHandle>(null);
  const take = useQuery({
    queryKey: ['takes', takeId],
    queryFn: () => requests.takeOf(takeId),
    // The file is safe before its row says so.
    refetchInterval: ({ state: { data } }) => {
      if (!data || resultOf(data) === null) return LOOK_EVERY_MS;
      return data.quality?.status === 'pending' ? LOOK_FOR_SCORES_EVERY_MS : false;
    },
  });
  const registered = take.data !== undefined && resultOf(take.data) !== null;
  return (
    <div data-testid="review-player" className="min-w-0">
      {registered ? (
        <>
          <Player
            ref={player}
            source={{ kind: 'take', id: takeId }}
            title={title}
            showChapters={false}
          />
          <CoachingPanel
            takeId={takeId}
            durationMs={take.data.duration_ms ?? durationMs}
            isBest={take.data.number > 1 && take.data.is_proposed}
            onSeek={(timeS) => player.current?.seek(timeS)}
            className="mt-6"
          />
        </>
      ) : (
        <div className="flex aspect-video items-center justify-center rounded-lg bg-black text-sm text-white">
          {t('take_closing')}
        </div>
      )}
    </div>
  );
}
