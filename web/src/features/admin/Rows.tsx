import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Rows as Listed } from '@/components/Rows';
import { EmptyState } from '@/components/states';

/** A list of the administration: there is nothing to do about an empty one. */
export function Rows<Row extends { id: string | number }>({
  empty,
  emptyIcon,
  ...props
}: Omit<ComponentProps<typeof Listed<Row>>, 'empty'> & { empty: string; emptyIcon: LucideIcon }) {
  return <Listed {...props} empty={<EmptyState icon={emptyIcon} title={empty} />} />;
}
