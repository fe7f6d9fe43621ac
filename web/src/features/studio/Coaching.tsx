import { CircleCheck, Wifi, WifiLow } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { CRITERION_ICONS } from '@/components/coaching/criteria';
import { Gauge } from '@/components/coaching/Gauge';
import { useFormat } from '@/hooks/useFormat';
import { useMediaQuery } from '@/hooks/useMediaQuery';
import { cx } from '@/lib/cx';
import { CRITERIA, gradeOf } from '@/lib/score';
import type { Coaching } from '@/live/coaching';
import type { Network } from '@/live/network';

export interface CoachingViewProps {
  coaching: Coaching;
  /** Before the recording: the line is shown as well, and what can still be changed is offered. */
  settingUp: boolean;
}

/** Where the gauges stand along the edge and not at the foot: see studio.css. */
const BESIDE =
  '((width >= 64rem) and (height > 32rem)) or ((height <= 32rem) and (orientation: landscape))';

/** Four gauges at the edge. Where nothing is looked at there is one sentence, before the recording. */
export function Gauges({
  coaching,
  settingUp,
  network,
  onAgree,
  onResume,
}: CoachingViewProps & {
  network: Network | null;
  onAgree: () => void;
  onResume: () => void;
}) {
  const { t } = useTranslation('coaching');
  const beside = useMediaQuery(BESIDE);
  const looks = coaching.analysis === 'on' && coaching.asked !== false;
  if (!looks && !settingUp) return null;
  return (
    <section
      aria-label={t('gauges')}
      data-testid="gauges"
      data-analysis={coaching.analysis}
      data-setup={settingUp ? '' : undefined}
      className="studio-gauges studio-dims rounded-lg border border-line bg-surface/92 shadow-lift"
    >
      {looks ? (
        <div className="studio-gauges-row">
          {CRITERIA.map((criterion) => (
            <Gauge
              key={criterion}
              criterion={criterion}
              score={coaching.guidance?.scores[criterion] ?? null}
              paused={coaching.paused}
              layout={beside ? 'row' : 'column'}
            />
          ))}
        </div>
      ) : (
        <Without coaching={coaching} onAgree={onAgree} onResume={onResume} />
      )}
      {settingUp && looks && (
        <p className="studio-gauges-note px-3 pb-2.5 text-xs text-ink-soft max-lg:text-center">
          {t('only_advice')}
        </p>
      )}
      {settingUp && <NetworkLine network={network} />}
    </section>
  );
}

/** Recording goes well without. */
function Without({
  coaching: { analysis, asked },
  onAgree,
  onResume,
}: {
  coaching: Coaching;
  onAgree: () => void;
  onResume: () => void;
}) {
  const { t } = useTranslation('coaching');
  const action =
    analysis === 'refused' ? (
      <Button onPress={onAgree}>{t('guide_me')}</Button>
    ) : analysis === 'off' || asked === false ? (
      <Button isPending={asked === true} onPress={onResume}>
        {t('resume')}
      </Button>
    ) : null;
  return (
    <div className="flex max-w-64 flex-col items-start gap-2 p-3 text-sm max-lg:max-w-none max-lg:flex-row max-lg:items-center">
      <p className="min-w-0 flex-1 text-ink-soft">
        {t(
          analysis === 'unavailable'
            ? 'without_unavailable'
            : analysis === 'unknown'
              ? 'without_unknown'
              : 'without',
        )}
      </p>
      {action}
    </div>
  );
}

/** Loss, round trip and rate, and one word for the three. */
export function NetworkLine({ network }: { network: Network | null }) {
  const { t } = useTranslation('coaching');
  const format = useFormat();
  const verdict = network?.verdict ?? 'good';
  const Icon = verdict === 'good' ? Wifi : WifiLow;
  const parts = network
    ? [
        network.lossRatio !== null && t('net_loss', { value: format.percent(network.lossRatio) }),
        network.rttMs !== null && t('net_rtt', { value: format.number(Math.round(network.rttMs)) }),
        network.kbitPerS !== null &&
          t('net_rate', { value: format.number(tens(network.kbitPerS)) }),
      ].filter((part) => part !== false)
    : [];
  return (
    <p
      data-testid="network"
      data-verdict={network?.verdict}
      className="studio-network flex items-start gap-2 border-t border-line px-3 py-2 text-xs"
    >
      <Icon
        aria-hidden
        className={cx(
          'mt-px size-4.5 shrink-0',
          verdict === 'good' ? 'text-done-ink' : 'text-advice-ink',
        )}
      />
      <span className="min-w-0 flex-1">
        <span className="font-medium text-ink">
          {network ? t(`net_${verdict}`) : t('net_measuring')}
        </span>
        <span className="studio-network-parts flex min-h-5 flex-wrap gap-x-2.5 text-ink-soft nums">
          {parts.map((part) => (
            <bdi key={part} className="whitespace-nowrap">
              {part}
            </bdi>
          ))}
        </span>
      </span>
    </p>
  );
}

function tens(value: number): number {
  return Math.round(value / 10) * 10;
}

/** The one sentence, always in the same place under the words, large enough to be read from a metre. */
export function HintLine({ coaching, settingUp }: CoachingViewProps) {
  const { t } = useTranslation('coaching');
  const said = sentenceOf(coaching, settingUp);
  // What goes fades with its words, and does not become an empty box first.
  const [last, setLast] = useState(said);
  if (said !== null && !same(said, last)) setLast(said);
  if (last === null) return null;
  const Icon = last.kind === 'hint' ? CRITERION_ICONS[last.criterion] : CircleCheck;
  return (
    <div
      data-testid="hint"
      data-code={said?.kind === 'hint' ? said.code : undefined}
      aria-hidden={said === null}
      className={cx('studio-hint', said === null && 'studio-hint-gone')}
    >
      <p
        className={cx(
          'flex items-center gap-3 rounded-lg border border-line px-4 py-2 font-semibold shadow-lift sm:px-5',
          last.kind === 'hint' && last.severity === 'important'
            ? 'bg-advice-soft text-advice-ink'
            : 'bg-surface/95 text-ink',
        )}
      >
        {last.kind !== 'wait' && (
          <Icon
            aria-hidden
            className={cx(
              'size-7 shrink-0',
              last.kind === 'hint' ? 'text-advice-ink' : 'text-done-ink',
            )}
          />
        )}
        <span className="min-w-0">{last.kind === 'hint' ? last.text : t(last.kind)}</span>
      </p>
    </div>
  );
}

type Hint = NonNullable<NonNullable<Coaching['guidance']>['hint']>;
type Sentence = ({ kind: 'hint' } & Hint) | { kind: 'all_well' } | { kind: 'wait' };

function sentenceOf(
  { analysis, asked, guidance, paused }: Coaching,
  settingUp: boolean,
): Sentence | null {
  if (analysis !== 'on' || asked === false || paused) return null;
  if (guidance?.hint) return { kind: 'hint', ...guidance.hint };
  // While recording silence is the best news.
  if (!settingUp) return null;
  const scores = CRITERIA.map((criterion) => guidance?.scores[criterion] ?? null);
  if (scores.includes(null)) return { kind: 'wait' };
  return scores.every((score) => score !== null && gradeOf(score) !== 'improve')
    ? { kind: 'all_well' }
    : null;
}

function same(a: Sentence, b: Sentence | null): boolean {
  if (a.kind !== 'hint' || b?.kind !== 'hint') return a.kind === b?.kind;
  return a.code === b.code && a.text === b.text;
}
