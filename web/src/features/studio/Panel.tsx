import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { cx } from '@/lib/cx';

type Tint = 'accent' | 'advice' | 'danger' | 'done';

const TINTS: Readonly<Record<Tint, string>> = {
  accent: 'bg-accent-soft text-accent-ink',
  advice: 'bg-advice-soft text-advice-ink',
  danger: 'bg-danger-soft text-danger-ink',
  done: 'bg-done-soft text-done-ink',
};

/** Words in the middle of the studio while there is no picture. The title takes the focus. */
export function Panel({
  icon: Icon,
  tint = 'accent',
  title,
  children,
  isAlert = false,
  testId,
  wide = false,
}: {
  icon?: LucideIcon;
  tint?: Tint;
  title: string;
  children?: ReactNode;
  isAlert?: boolean;
  testId?: string;
  wide?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className="studio-page">
      <div
        data-testid={testId}
        role={isAlert ? 'alert' : undefined}
        className={cx('w-full py-2', wide ? 'max-w-3xl' : 'max-w-xl')}
      >
        {Icon && (
          <span
            className={cx(
              'mb-4 flex size-12 items-center justify-center rounded-full',
              TINTS[tint],
            )}
          >
            <Icon aria-hidden className="size-6" />
          </span>
        )}
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
          {title}
        </h1>
        {children !== undefined && <div className="mt-3 text-ink-soft">{children}</div>}
      </div>
    </div>
  );
}
