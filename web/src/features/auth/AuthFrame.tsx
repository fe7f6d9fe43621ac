import { Link } from '@tanstack/react-router';
import { EyeOff, MonitorPlay, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '@/components/Logo';
import { AccountMenu } from '@/components/shell/AccountMenu';
import { StepLine } from '@/components/StepLine';
import { useTheme } from '@/hooks/useTheme';
import { clock } from '@/lib/time';

/** The default script, which cannot be asked for before the log-in. */
const STEPS = [
  { key: 'who_i_am', duration_ms: 20_000 },
  { key: 'education_projects', duration_ms: 25_000 },
  { key: 'skills_motivation', duration_ms: 25_000 },
  { key: 'goals', duration_ms: 20_000 },
] as const;

/** The form on one side; on the other, on a wide screen, what awaits behind it. */
export function AuthFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  useTheme('light');
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(28rem,2fr)_3fr]">
      <div className="flex flex-col px-4 sm:px-10">
        <header className="flex h-16 items-center justify-between">
          <Link to="/" className="flex rounded-sm">
            <Logo />
            <span className="sr-only">, {t('home')}</span>
          </Link>
          <AccountMenu user={null} />
        </header>
        <main className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-8">
          <h1 className="mb-6 text-2xl font-semibold tracking-tight">{title}</h1>
          {children}
        </main>
      </div>
      <Promise90 />
    </div>
  );
}

function Promise90() {
  const { t } = useTranslation('auth');
  const starts = [0, 20, 45, 70];
  return (
    <aside className="auth-panel relative hidden flex-col justify-center overflow-hidden px-16 py-12 lg:flex xl:px-24">
      <div className="max-w-xl">
        <p className="text-4xl leading-tight font-semibold tracking-tight text-balance">
          {t('promise')}
        </p>
        <p className="mt-4 max-w-md text-lg opacity-80">{t('promise_detail')}</p>
        <StepLine steps={STEPS} filledMs={20_000} className="mt-12 h-1.5" />
        <ol className="mt-4 flex gap-1">
          {STEPS.map(({ key, duration_ms }, i) => (
            <li key={key} style={{ flexGrow: duration_ms }} className="basis-0 pe-3 text-sm">
              <span className="block nums opacity-75">{clock(starts[i] ?? 0)}</span>
              <span className="font-medium">{t(`step_${key}`)}</span>
            </li>
          ))}
        </ol>
        <ul className="mt-16 flex flex-col gap-3 text-sm">
          {(
            [
              [MonitorPlay, 'point_browser'],
              [EyeOff, 'point_private'],
              [ShieldCheck, 'point_kept'],
            ] as const
          ).map(([Icon, key]) => (
            <li key={key} className="flex items-center gap-3 opacity-90">
              <Icon aria-hidden className="size-5 shrink-0" />
              {t(key)}
            </li>
          ))}
        </ul>
      </div>
    </aside>
  );
}
