import { cx } from '@/lib/cx';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent hovered:bg-accent-hover hover:bg-accent-hover',
  secondary:
    'border border-line-strong bg-surface text-ink hovered:bg-sunken hover:bg-sunken hovered:border-ink-faint',
  quiet: 'text-ink-soft hovered:bg-sunken hover:bg-sunken hovered:text-ink hover:text-ink',
  danger: 'bg-danger text-on-danger hovered:bg-danger-hover hover:bg-danger-hover',
};

/** Buttons and links that look like one; 44 px high so that a thumb finds them. */
export function buttonClass(look: ButtonLook, size: 'md' | 'lg' = 'md'): string {
  return cx(
    'inline-flex min-w-0 cursor-pointer items-center justify-center gap-2 rounded-sm font-medium transition-colors select-none',
    'pressed:opacity-90 unavailable:cursor-not-allowed unavailable:opacity-50',
    size === 'lg' ? 'h-13 px-6 text-base' : 'h-11 px-4 text-sm',
    LOOKS[look],
  );
}
