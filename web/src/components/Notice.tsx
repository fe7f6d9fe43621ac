import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';
import { useErrorText } from './states';

const LOOKS = {
  info: { icon: Info, tint: 'bg-accent-soft text-accent-ink' },
  advice: { icon: TriangleAlert, tint: 'bg-advice-soft text-advice-ink' },
  danger: { icon: CircleAlert, tint: 'bg-danger-soft text-danger-ink' },
  done: { icon: CircleCheck, tint: 'bg-done-soft text-done-ink' },
} as const;

/** A word in the page itself, where it concerns what stands beside it. */
export function Notice({
  kind,
  title,
  children,
  className,
}: {
  kind: keyof typeof LOOKS;
  title?: string;
  children?: ReactNode;
  className?: string;
}) {
  const { icon: Icon, tint } = LOOKS[kind];
  return (
    <div
      role={kind === 'danger' ? 'alert' : undefined}
      className={cx('flex items-start gap-3 rounded-sm p-3 text-sm', tint, className)}
    >
      <Icon aria-hidden className="size-5 shrink-0" />
      <div className="min-w-0 flex-1">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** A failure said beside the form that caused it. */
export function ErrorNotice({ error, className }: { error: unknown; className?: string }) {
  const { title, detail } = useErrorText()(error);
  return (
    <Notice kind="danger" title={title} className={className}>
      {detail !== '' && <p>{detail}</p>}
    </Notice>
  );
}
