import { useQuery } from '@tanstack/react-query';
import { Award, Lightbulb, LoaderCircle, Sparkles } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quality, SpeechQuality } from '@/api/models';
import { qualityQuery } from '@/api/queries/quality';
import { useFormat } from '@/hooks/useFormat';
import { useLanguage } from '@/hooks/useLanguage';
import { CRITERIA, GOOD_FROM, gradeOf, shown } from '@/lib/score';
import { Badge } from '../Badge';
import { Button } from '../Button';
import { Card } from '../Card';
import { CRITERION_ICONS } from './criteria';
import { Gauge } from './Gauge';
import { HintList } from './HintList';
import { QualityLine } from './QualityLine';

const MAX_TIPS = 3;

export interface CoachingPanelProps {
  takeId: string;
  durationMs: number;
  /** The best of several takes. */
  isBest?: boolean;
  /** Seconds from the start: to the player above. */
  onSeek: (timeS: number) => void;
  className?: string;
}

/** How the take was, for the person in it alone: scores, the time line with its hints, what to try next. */
export function CoachingPanel({
  takeId,
  durationMs,
  isBest = false,
  onSeek,
  className,
}: CoachingPanelProps) {
  const { t } = useTranslation('coaching');
  const heading = useId();
  const { data: quality, isError, isPending, refetch } = useQuery(qualityQuery(takeId));
  // A server that knows no coaching: nothing is missing.
  if (isPending || quality === null) return null;

  const status = quality?.status ?? 'failed';
  return (
    <Card
      aria-labelledby={heading}
      data-testid="coaching-panel"
      data-status={status}
      className={className}
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id={heading} className="text-lg font-semibold">
          {t('panel')}
        </h2>
        {isBest && status === 'ready' && (
          <Badge tone="accent" icon={Award}>
            {t('best_take')}
          </Badge>
        )}
      </header>
      <p className="mt-1 text-sm text-ink-soft">{t('panel_private')}</p>
      {/* Said once when it changes from "being computed" to what it became. */}
      <p role="status" className="sr-only">
        {status === 'pending' ? t('pending') : status === 'ready' ? t('ready') : ''}
      </p>
      {status === 'pending' ? (
        <Said icon={<LoaderCircle aria-hidden className="size-5 shrink-0 animate-spin" />}>
          {t('pending')}
        </Said>
      ) : status === 'not_scored' ? (
        <Said>{t('not_scored')}</Said>
      ) : quality && status === 'ready' ? (
        <Report quality={quality} durationMs={durationMs} onSeek={onSeek} />
      ) : (
        <>
          <Said>{t('failed')}</Said>
          {isError && (
            <Button className="mt-3" onPress={() => void refetch()}>
              {t('again')}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}

function Said({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <p className="mt-4 flex items-start gap-3 text-ink-soft">
      {icon}
      <span>{children}</span>
    </p>
  );
}

function Report({
  quality,
  durationMs,
  onSeek,
}: {
  quality: Quality;
  durationMs: number;
  onSeek: (timeS: number) => void;
}) {
  const { t } = useTranslation('coaching');
  const tips = quality.tips.slice(0, MAX_TIPS);
  const lastMs = quality.samples.at(-1)?.at_ms ?? 0;
  return (
    <>
      <Summary quality={quality} />
      <div className="mt-5 grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
        {CRITERIA.map((criterion) => (
          <Gauge
            key={criterion}
            criterion={criterion}
            score={quality.scores[criterion]}
            layout="row"
          />
        ))}
      </div>
      {quality.speech && <Speech speech={quality.speech} />}
      {quality.samples.length > 0 && (
        <section className="mt-6">
          <h3 className="font-medium">{t('course')}</h3>
          <p className="mt-0.5 mb-3 text-sm text-ink-soft">{t('course_detail')}</p>
          <QualityLine
            quality={quality}
            durationMs={Math.max(durationMs, lastMs)}
            onSeek={onSeek}
          />
        </section>
      )}
      <section className="mt-6">
        <h3 className="font-medium">{t('hints')}</h3>
        {quality.hints.length > 0 ? (
          <HintList hints={quality.hints} onSeek={onSeek} />
        ) : (
          <p className="mt-1 text-sm text-ink-soft">{t('hints_none')}</p>
        )}
      </section>
      {tips.length > 0 && (
        <section className="mt-6">
          <h3 className="flex items-center gap-2 font-medium">
            <Lightbulb aria-hidden className="size-5 text-advice-ink" />
            {t('tips')}
          </h3>
          <ul className="mt-2 space-y-2">
            {tips.map(({ code, criterion, text }) => {
              const Icon = CRITERION_ICONS[criterion];
              return (
                <li key={code} className="flex gap-3 text-ink-soft">
                  <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-faint" />
                  <span>{text}</span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}

/** The whole in one number, one word and one sentence. */
function Summary({ quality: { overall, reason } }: { quality: Quality }) {
  const { t } = useTranslation('coaching');
  const format = useFormat();
  if (overall === null) return null;
  const number = shown(overall);
  const grade = gradeOf(overall);
  return (
    <div className="mt-4 flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <p className="text-3xl font-semibold nums" data-testid="overall">
        <bdi dir="ltr">
          {format.number(number)}
          <span className="text-base font-normal text-ink-faint">{t('out_of')}</span>
        </bdi>
      </p>
      <p className="font-medium text-ink">{t(`grade_${grade}`)}</p>
      {reason && (
        <p className="basis-full text-ink-soft">
          {t(number >= GOOD_FROM ? `reason_${reason}` : `reason_low_${reason}`)}
        </p>
      )}
    </div>
  );
}

function Speech({ speech }: { speech: SpeechQuality }) {
  const { t } = useTranslation('coaching');
  const { locale } = useLanguage();
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const parts = [
    ['signal', speech.signal_mos],
    ['background', speech.background_mos],
    ['whole', speech.overall_mos],
  ] as const;
  return (
    <section className="mt-5 rounded-sm bg-sunken p-3 text-sm" data-testid="speech">
      <h3 className="flex items-center gap-2 font-medium">
        <Sparkles aria-hidden className="size-4 text-ink-faint" />
        {t('speech')}
      </h3>
      <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1">
        {parts.map(([part, mos]) => (
          <div key={part} className="flex items-baseline gap-1.5">
            <dt className="text-ink-soft">{t(`speech_${part}`)}</dt>
            <dd className="font-semibold nums">
              {t('speech_value', { value: format.format(mos) })}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-1 text-xs text-ink-soft">{t('speech_detail')}</p>
    </section>
  );
}
