import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TotpState } from '@/api/models';
import { totpQuery } from '@/api/queries/security';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Notice } from '@/components/Notice';
import { ErrorState, Skeleton } from '@/components/states';
import { useFormat } from '@/hooks/useFormat';
import { NewCodes, SwitchOff } from './ProofForms';
import { RecoveryCodes } from './RecoveryCodes';
import { SetUp } from './SetUp';

/** From here on a word of advice stands beside the number. */
const FEW_CODES = 3;

type Doing = 'nothing' | 'setting-up' | 'new-codes' | 'switching-off';

export function TwoStepCard() {
  const { t } = useTranslation('security');
  const totp = useQuery(totpQuery());
  const [doing, setDoing] = useState<Doing>('nothing');
  /** Shown once, until they are kept. */
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const rest = () => setDoing('nothing');
  const show = (fresh: readonly string[]) => {
    setCodes(fresh);
    rest();
  };
  return (
    <Card className="mt-8" aria-labelledby="two-step-title" data-testid="two-step">
      <h2 id="two-step-title" className="text-lg font-semibold">
        {t('two_step')}
      </h2>
      {codes !== null ? (
        <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />
      ) : totp.error ? (
        <ErrorState error={totp.error} onRetry={() => void totp.refetch()} />
      ) : !totp.data ? (
        <Skeleton className="mt-4 h-24 rounded-lg" />
      ) : doing === 'setting-up' ? (
        <SetUp onDone={show} onLeave={rest} />
      ) : doing === 'new-codes' ? (
        <NewCodes onDone={show} onLeave={rest} />
      ) : doing === 'switching-off' ? (
        <SwitchOff onDone={rest} onLeave={rest} />
      ) : (
        <State state={totp.data} onWish={setDoing} />
      )}
    </Card>
  );
}

function State({ state, onWish }: { state: TotpState; onWish: (doing: Doing) => void }) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const { on_since, recovery_codes_left: left } = state;
  if (on_since === null) {
    return (
      <>
        <p className="mt-1 text-ink-soft">{t('two_step_off')}</p>
        <Button look="primary" className="mt-4" onPress={() => onWish('setting-up')}>
          {t('set_up')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Notice kind="done" className="mt-4">
        {t('two_step_on', { date: format.date(on_since) })}
      </Notice>
      {left <= FEW_CODES ? (
        <Notice kind="advice" title={t('codes_left', { count: left })} className="mt-4">
          {t('codes_low')}
        </Notice>
      ) : (
        <p className="mt-4 text-sm text-ink-soft">{t('codes_left', { count: left })}</p>
      )}
      <div className="mt-4 flex flex-wrap gap-3">
        <Button onPress={() => onWish('new-codes')}>{t('new_codes')}</Button>
        <Button onPress={() => onWish('switching-off')}>{t('switch_off')}</Button>
      </div>
    </>
  );
}
