import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from 'react-aria-components';

export function Checkbox({
  children,
  ...props
}: Omit<CheckboxFieldProps, 'className' | 'style' | 'children'> & { children: ReactNode }) {
  return (
    <CheckboxField {...props}>
      <CheckboxButton className="group flex min-h-11 cursor-pointer items-center gap-3 unavailable:opacity-60">
        <span className="flex size-5 shrink-0 items-center justify-center rounded-sm border border-line-strong outline-offset-2 transition-colors group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-accent group-data-[selected]:border-accent group-data-[selected]:bg-accent">
          <Check
            aria-hidden
            className="invisible size-4 text-on-accent group-data-[selected]:visible"
          />
        </span>
        <span className="min-w-0 text-ink">{children}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}
