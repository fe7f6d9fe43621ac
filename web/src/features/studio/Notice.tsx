import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

/** One sentence over the foot of the picture, always in the same place. */
export function NoticeBar({
  tone,
  children,
  actions,
}: {
  tone: 'advice' | 'info';
  children: ReactNode;
  actions?: ReactNode;
}) {
  const Icon = tone === 'advice' ? CircleAlert : Info;
  return (
    <div
      data-testid="studio-notice"
      className={cx(
        'flex max-w-xl items-center gap-3 rounded-lg border border-line px-4 py-2 text-sm shadow-lift',
        tone === 'advice' ? 'bg-advice-soft text-advice-ink' : 'bg-surface text-ink',
      )}
    >
      <Icon aria-hidden className="size-5 shrink-0" />
      <p className="min-w-0 flex-1">{children}</p>
      {actions !== undefined && <div className="-me-2 flex shrink-0 gap-1">{actions}</div>}
    </div>
  );
}
