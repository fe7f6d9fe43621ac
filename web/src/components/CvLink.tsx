import { useQuery } from '@tanstack/react-query';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cvQuery } from '@/api/queries/cv';

/** To the file of a profile's CV, in a window of its own; nothing where there is none. */
export function CvLink({
  profileId,
  icon: Icon,
  children,
}: {
  profileId: string;
  icon: LucideIcon;
  children: ReactNode;
}) {
  const { data } = useQuery({ ...cvQuery(profileId), refetchOnWindowFocus: true });
  if (typeof data?.url !== 'string') return null;
  return (
    <a
      href={data.url}
      target="_blank"
      rel="noopener"
      className="inline-flex items-center gap-1.5 rounded-sm font-medium text-accent-ink underline"
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {children}
    </a>
  );
}
