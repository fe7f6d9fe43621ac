import { Check, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
  type Key,
} from 'react-aria-components';
import { cx } from '@/lib/cx';

export { MenuTrigger };

/** `<MenuTrigger><Button/><Menu>…</Menu></MenuTrigger>` */
export function Menu({ children, label }: { children: ReactNode; label: string }) {
  return (
    <Popover
      placement="bottom end"
      className="min-w-56 rounded-lg border border-line bg-surface text-ink shadow-lift transition-opacity entering:opacity-0 exiting:opacity-0"
    >
      <AriaMenu aria-label={label} className="max-h-[70dvh] overflow-auto p-1 outline-none">
        {children}
      </AriaMenu>
    </Popover>
  );
}

export function MenuItem({
  id,
  icon: Icon,
  children,
  href,
  onAction,
  danger,
}: {
  id?: Key;
  icon?: LucideIcon;
  children: string;
  href?: string;
  onAction?: () => void;
  danger?: boolean;
}) {
  return (
    <AriaMenuItem
      id={id}
      textValue={children}
      href={href}
      onAction={onAction}
      className={cx(
        'group flex min-h-10 cursor-pointer items-center gap-3 rounded-sm px-3 py-2 text-sm outline-none focused:bg-sunken unavailable:opacity-50',
        danger ? 'text-danger-ink' : 'text-ink',
      )}
    >
      {Icon && <Icon aria-hidden className="size-4 shrink-0 opacity-70" />}
      <span className="min-w-0 flex-1">{children}</span>
      <Check aria-hidden className="invisible size-4 text-accent group-data-[selected]:visible" />
    </AriaMenuItem>
  );
}

/** A group where one item is chosen, such as the language. */
export function MenuChoice<Value extends string>({
  title,
  value,
  options,
  onChange,
}: {
  title: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <AriaMenuSection
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys === 'all' || keys.has(option.value));
        if (chosen) onChange(chosen.value);
      }}
    >
      <Header className="px-3 pt-3 pb-1 text-xs font-medium text-ink-faint">{title}</Header>
      {options.map((option) => (
        <MenuItem key={option.value} id={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </AriaMenuSection>
  );
}

export function MenuSeparator() {
  return <Separator className="mx-3 my-1 h-px border-0 bg-line" />;
}
