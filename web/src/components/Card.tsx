import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';

/** A sheet of paper on the desk: a hairline, no shadow. */
export function Card({ className, ...props }: ComponentProps<'section'>) {
  return (
    <section
      {...props}
      className={cx('rounded-lg border border-line bg-surface p-4 sm:p-6', className)}
    />
  );
}
