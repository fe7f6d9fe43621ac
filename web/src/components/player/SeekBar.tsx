import { useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chapter, Thumbnails } from '@/api/models';
import { useLanguage } from '@/hooks/useLanguage';
import { cx } from '@/lib/cx';
import { clock } from '@/lib/time';
import { chapterAt, tileAt } from './sources';

export interface SeekBarProps {
  timeS: number;
  durationS: number;
  bufferedS: number;
  chapters: readonly Chapter[];
  thumbnails: Thumbnails | null;
  onSeek: (timeS: number) => void;
}

interface Segment {
  key: string;
  startS: number;
  endS: number;
}

/** One thin line, cut where the steps of the script begin; the current part fills. */
export function SeekBar({
  timeS,
  durationS,
  bufferedS,
  chapters,
  thumbnails,
  onSeek,
}: SeekBarProps) {
  const { t } = useTranslation('player');
  const { language } = useLanguage();
  const [hover, setHover] = useState<{ timeS: number; share: number } | null>(null);
  const segments = segmentsOf(chapters, durationS);
  const hovered = hover && chapterAt(chapters, hover.timeS);
  const current = chapterAt(chapters, timeS);

  const follow = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    setHover({ share, timeS: share * durationS });
  };

  return (
    <div
      dir="ltr"
      className="group/seek relative flex h-6 items-center"
      onPointerMove={follow}
      onPointerLeave={() => setHover(null)}
    >
      <div className="flex w-full gap-0.5" aria-hidden>
        {segments.map(({ key, startS, endS }) => (
          <span
            key={key}
            style={{ flexGrow: endS - startS }}
            className={cx(
              'relative h-1 basis-0 overflow-hidden rounded-full bg-white/30 transition-[height] group-hover/seek:h-1.5',
            )}
          >
            <span
              className="absolute inset-y-0 start-0 bg-white/35"
              style={{ width: `${String(100 * filled(startS, endS, bufferedS))}%` }}
            />
            <span
              className="absolute inset-y-0 start-0 bg-white"
              style={{ width: `${String(100 * filled(startS, endS, timeS))}%` }}
            />
          </span>
        ))}
      </div>
      <input
        type="range"
        min={0}
        max={durationS || 1}
        step="any"
        value={Math.min(timeS, durationS || 1)}
        onChange={(event) => onSeek(event.currentTarget.valueAsNumber)}
        aria-label={t('seek')}
        aria-valuetext={t('position', {
          time: clock(timeS),
          duration: clock(durationS),
          chapter: current?.title[language] ?? '',
        })}
        className="peer absolute inset-0 m-0 h-full w-full cursor-pointer opacity-0"
      />
      <span
        aria-hidden
        className="pointer-events-none absolute size-3.5 -translate-x-1/2 scale-0 rounded-full bg-white shadow-lift transition-transform group-hover/seek:scale-100 peer-focus-visible:scale-100 peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-white"
        style={{ insetInlineStart: `${String((durationS > 0 ? timeS / durationS : 0) * 100)}%` }}
      />
      {hover && durationS > 0 && (
        <div
          aria-hidden
          className="pointer-events-none absolute bottom-full mb-2 -translate-x-1/2"
          style={{
            // Kept inside the picture: half a tile from either edge.
            insetInlineStart: `clamp(5.5rem, ${String(hover.share * 100)}%, calc(100% - 5.5rem))`,
          }}
        >
          <div className="overflow-hidden rounded-sm border border-white/25 bg-black/85 text-center text-xs text-white shadow-lift">
            {thumbnails && <Thumbnail sheet={thumbnails} timeS={hover.timeS} />}
            <p dir="auto" className="max-w-44 truncate px-2 py-1 nums">
              <bdi>{clock(hover.timeS)}</bdi>
              {hovered && <span className="ms-2 opacity-75">{hovered.title[language]}</span>}
            </p>
          </div>
        </div>
      )}
    </div>
  );
}

/** Shown at this width whatever the tile's own. */
const THUMBNAIL_PX = 176;

function Thumbnail({ sheet, timeS }: { sheet: Thumbnails; timeS: number }) {
  const { x, y } = tileAt(sheet, timeS);
  const scale = THUMBNAIL_PX / sheet.tile_width;
  const px = (n: number) => `${String(n * scale)}px`;
  return (
    <div
      style={{
        width: px(sheet.tile_width),
        height: px(sheet.tile_height),
        backgroundImage: `url("${sheet.url}")`,
        backgroundPosition: `-${px(x)} -${px(y)}`,
        backgroundSize: `${px(sheet.tile_width * sheet.columns)} ${px(sheet.tile_height * sheet.rows)}`,
      }}
    />
  );
}

/** A take that ended early has no later chapters; one without a script is a single line. */
function segmentsOf(chapters: readonly Chapter[], durationS: number): Segment[] {
  const inside = chapters.filter(({ start_ms }) => start_ms < durationS * 1000);
  if (inside.length === 0) return [{ key: 'all', startS: 0, endS: durationS || 1 }];
  return inside.map((chapter, i) => ({
    key: chapter.key,
    startS: chapter.start_ms / 1000,
    endS: (inside[i + 1]?.start_ms ?? durationS * 1000) / 1000,
  }));
}

function filled(startS: number, endS: number, timeS: number): number {
  return endS > startS ? Math.min(1, Math.max(0, (timeS - startS) / (endS - startS))) : 0;
}
