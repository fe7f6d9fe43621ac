import type { LucideIcon } from 'lucide-react';
import type { Ref } from 'react';
import {
  Button as AriaButton,
  Tooltip,
  TooltipTrigger,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components';
import { cx } from '@/lib/cx';

export interface IconButtonProps extends Omit<
  AriaButtonProps,
  'className' | 'children' | 'style' | 'aria-label'
> {
  icon: LucideIcon;
  /** Said by screen readers and shown as a tip. */
  label: string;
  mirrorIcon?: boolean;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  icon: Icon,
  label,
  mirrorIcon,
  className,
  ...props
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        {...props}
        aria-label={label}
        className={cx(
          'inline-flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-sm text-ink-soft transition-colors hovered:bg-sunken hovered:text-ink pressed:opacity-80 unavailable:opacity-40',
          className,
        )}
      >
        <Icon aria-hidden className={cx('size-5', mirrorIcon && 'rtl:-scale-x-100')} />
      </AriaButton>
      <Tooltip
        offset={6}
        className="max-w-60 rounded-sm bg-ink px-2 py-1 text-xs text-paper shadow-lift transition-opacity entering:opacity-0 exiting:opacity-0"
      >
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
