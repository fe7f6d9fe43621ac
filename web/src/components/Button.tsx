import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { buttonClass, type ButtonLook } from './buttonClass';
import { cx } from '@/lib/cx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  /** `primary` is the one thing to do next: at most one on screen. */
  look?: ButtonLook;
  size?: 'md' | 'lg';
  icon?: LucideIcon;
  /** Icons that mean "forward" or "back" turn round in right-to-left pages. */
  mirrorIcon?: boolean;
  className?: string;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = 'secondary',
  size = 'md',
  icon: Icon,
  mirrorIcon,
  className,
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton {...props} className={cx(buttonClass(look, size), className)}>
      {props.isPending ? (
        <LoaderCircle aria-hidden className="size-5 shrink-0 animate-spin" />
      ) : (
        Icon && (
          <Icon aria-hidden className={cx('size-5 shrink-0', mirrorIcon && 'rtl:-scale-x-100')} />
        )
      )}
      <span className="truncate">{children}</span>
    </AriaButton>
  );
}
