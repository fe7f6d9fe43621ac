import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import { cx } from '@/lib/cx';

/** The still of a video, or a quiet place where there is none (yet, or its link has ended). */
export function Poster({ url, className }: { url: string | null; className?: string }) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span
      className={cx(
        'relative flex aspect-video items-center justify-center overflow-hidden rounded-sm bg-sunken text-ink-faint',
        className,
      )}
    >
      {url !== null && url !== failed ? (
        <img
          src={url}
          alt=""
          loading="lazy"
          onError={() => setFailed(url)}
          className="absolute inset-0 size-full object-cover"
        />
      ) : (
        <Clapperboard aria-hidden className="size-6 opacity-60" />
      )}
    </span>
  );
}
