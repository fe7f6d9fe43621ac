import type { ReactNode } from 'react';
import { SwitchButton, SwitchField, Text, type SwitchFieldProps } from 'react-aria-components';

export function Switch({
  children,
  description,
  ...props
}: Omit<SwitchFieldProps, 'className' | 'style' | 'children'> & {
  children: ReactNode;
  description?: string;
}) {
  return (
    <SwitchField {...props}>
      <SwitchButton className="group flex cursor-pointer items-start gap-3 unavailable:opacity-60">
        <span className="mt-0.5 flex h-6 w-10 shrink-0 rounded-full bg-line-strong p-0.5 outline-offset-2 transition-colors group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-accent group-data-[selected]:bg-accent">
          <span className="size-5 rounded-full bg-white transition-transform group-data-[selected]:translate-x-4 rtl:group-data-[selected]:-translate-x-4" />
        </span>
        <span className="font-medium text-ink">{children}</span>
      </SwitchButton>
      {description !== undefined && (
        <Text slot="description" className="ms-13 block text-sm text-ink-soft">
          {description}
        </Text>
      )}
    </SwitchField>
  );
}
