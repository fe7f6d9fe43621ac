import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { LinkButton } from '@/components/LinkButton';
import { Poster } from '@/components/Poster';
import { wholeSeconds } from '@/lib/time';
import { ScriptOutline } from './ScriptOutline';
import type { NextStep } from './nextStep';

/** What to do now, with the only primary button of the page. */
export function NextStepCard({ step, onShare }: { step: NextStep; onShare: () => void }) {
  const { t } = useTranslation('videos');
  switch (step.do) {
    case 'record':
      return (
        <Frame
          title={t('next_record')}
          text={t('next_record_detail')}
          action={
            <LinkButton to="/studio" look="primary" size="lg">
              {t('open_studio')}
            </LinkButton>
          }
          second={
            <LinkButton to="/studio" search={{ practice: true }} look="quiet" size="lg">
              {t('practise_first')}
            </LinkButton>
          }
        >
          <ScriptOutline />
        </Frame>
      );
    case 'review': {
      const seconds = wholeSeconds(step.take.duration_ms ?? 0);
      const recovered = step.take.state === 'recovered';
      return (
        <Frame
          title={recovered ? t('next_recovered', { count: seconds }) : t('next_review')}
          text={recovered ? t('next_recovered_detail') : t('next_review_detail')}
          action={
            <LinkButton
              to="/videos/$videoId"
              params={{ videoId: step.video.id }}
              search={{ take: step.take.id }}
              look="primary"
              size="lg"
            >
              {t('review_take')}
            </LinkButton>
          }
          second={
            <LinkButton
              to="/studio/$videoId"
              params={{ videoId: step.video.id }}
              look="quiet"
              size="lg"
            >
              {t('retake')}
            </LinkButton>
          }
        >
          <Poster url={step.video.poster_url} className="w-full" />
        </Frame>
      );
    }
    case 'wait':
      return (
        <Frame
          title={t('preparing_title')}
          text={t('preparing_detail')}
          action={
            <LinkButton
              to="/videos/$videoId"
              params={{ videoId: step.video.id }}
              size="lg"
              look="secondary"
            >
              {t('next_wait_open')}
            </LinkButton>
          }
        />
      );
    case 'share':
      return (
        <Frame
          title={t('next_share')}
          text={t('next_share_detail')}
          action={
            <Button look="primary" size="lg" onPress={onShare}>
              {t('choose_companies')}
            </Button>
          }
        />
      );
    case 'complete':
      return (
        <Frame
          title={t('next_complete', { percent: step.completeness })}
          text={t('next_complete_detail')}
          action={
            <LinkButton to="/profile" look="primary" size="lg">
              {t('complete_profile')}
            </LinkButton>
          }
        />
      );
    case 'nothing':
      return (
        <section className="flex items-start gap-4 rounded-lg border border-line bg-surface p-6">
          <CircleCheck aria-hidden className="mt-0.5 size-6 shrink-0 text-done" />
          <div>
            <h2 className="text-lg font-semibold tracking-tight">{t('next_nothing')}</h2>
            <p className="mt-1 max-w-prose text-ink-soft">{t('next_nothing_detail')}</p>
          </div>
        </section>
      );
  }
}

function Frame({
  title,
  text,
  action,
  second,
  children,
}: {
  title: string;
  text: string;
  action: ReactNode;
  second?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <section className="grid items-center gap-8 rounded-lg border border-line bg-surface p-6 sm:p-8 lg:grid-cols-[3fr_2fr] lg:gap-12">
      <div>
        <h2 className="text-xl font-semibold tracking-tight">{title}</h2>
        <p className="mt-2 max-w-prose text-ink-soft">{text}</p>
        <div className="mt-6 flex flex-wrap gap-3">
          {action}
          {second}
        </div>
      </div>
      {children}
    </section>
  );
}
