/** How every field looks, so that a text field, a select and a list of chips line up. */
export const labelClass = 'text-sm font-medium text-ink';
export const descriptionClass = 'text-xs text-ink-faint';
export const errorClass = 'text-xs font-medium text-danger-ink';
export const inputClass =
  'w-full rounded-sm border border-line-strong bg-surface px-3 text-base text-ink placeholder:text-ink-faint transition-colors outline-none hover:border-ink-faint focus:border-accent focus:ring-2 focus:ring-accent/30 invalid:border-danger disabled:opacity-60';
