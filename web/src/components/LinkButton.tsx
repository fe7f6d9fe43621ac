import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { AnchorHTMLAttributes, Ref } from 'react';
import { buttonClass, type ButtonLook } from './buttonClass';
import { cx } from '@/lib/cx';

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  look?: ButtonLook;
  size?: 'md' | 'lg';
  icon?: LucideIcon;
  mirrorIcon?: boolean;
  ref?: Ref<HTMLAnchorElement>;
}

function Anchor({
  look = 'secondary',
  size,
  icon: Icon,
  mirrorIcon,
  className,
  children,
  ...props
}: AnchorProps) {
  return (
    <a {...props} className={cx(buttonClass(look, size), className)}>
      {Icon && (
        <Icon aria-hidden className={cx('size-5 shrink-0', mirrorIcon && 'rtl:-scale-x-100')} />
      )}
      <span className="truncate">{children}</span>
    </a>
  );
}

const Linked = createLink(Anchor);

/** A link of the router that looks like a button: it goes somewhere, a button does something. */
export const LinkButton: LinkComponent<typeof Anchor> = (props) => <Linked {...props} />;
