import { CircleAlert, WifiOff, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, Unreachable } from '@/api/problem';
import { cx } from '@/lib/cx';
import { Button } from './Button';

function State({
  icon: Icon,
  tint,
  title,
  children,
  action,
  className,
  role,
}: {
  icon: LucideIcon;
  tint: string;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
  role?: 'alert';
}) {
  return (
    <div
      role={role}
      className={cx(
        'mx-auto flex max-w-md flex-col items-center px-4 py-12 text-center',
        className,
      )}
    >
      <span className={cx('mb-4 flex size-12 items-center justify-center rounded-full', tint)}>
        <Icon aria-hidden className="size-6" />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      {children !== undefined && <div className="mt-2 text-ink-soft">{children}</div>}
      {action !== undefined && <div className="mt-6">{action}</div>}
    </div>
  );
}

/** Nothing here yet: says why, and offers the way to change it. */
export function EmptyState(props: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return <State {...props} tint="bg-accent-soft text-accent-ink" />;
}

/** What happened and what to do; `onRetry` where trying again can help. */
export function ErrorState({
  error,
  title,
  detail,
  onRetry,
  className,
}: {
  error?: unknown;
  /** Better words than the error's own. */
  title?: string;
  detail?: string;
  onRetry?: () => void;
  className?: string;
}) {
  const { t } = useTranslation();
  const offline = error instanceof Unreachable;
  const text = useErrorText()(error);
  return (
    <State
      role="alert"
      icon={offline ? WifiOff : CircleAlert}
      tint={offline ? 'bg-advice-soft text-advice-ink' : 'bg-danger-soft text-danger-ink'}
      title={title ?? text.title}
      className={className}
      action={onRetry && <Button onPress={onRetry}>{t('retry')}</Button>}
    >
      {detail ?? text.detail}
    </State>
  );
}

/** Words for any failure; a problem of the server brings its own, already in the right language. */
export function useErrorText(): (error: unknown) => { title: string; detail: string } {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof Unreachable) {
      return { title: t('error_unreachable'), detail: t('error_unreachable_detail') };
    }
    if (error instanceof ApiProblem && error.status < 500 && error.title !== '') {
      return { title: error.title, detail: error.detail };
    }
    return { title: t('error_unexpected'), detail: t('error_unexpected_detail') };
  };
}

/** A place kept for what is loading, of its later size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('skeleton', className)} />;
}
