import type { Playback } from '@/api/models';

/** The first source this browser says it can play; the MP4 comes first where it is ready. */
export function pickSource(
  sources: Playback['sources'],
  canPlay: (type: string) => boolean,
): Playback['sources'][number] | undefined {
  return sources.find(({ type }) => canPlay(type)) ?? sources[0];
}

/** The chapter at a moment; the last one goes on past its end. */
export function chapterAt<C extends { start_ms: number }>(
  chapters: readonly C[],
  timeS: number,
): C | undefined {
  return chapters.findLast(({ start_ms }) => timeS * 1000 >= start_ms) ?? chapters[0];
}

export interface Tile {
  /** Offset into the sheet, in pixels. */
  x: number;
  y: number;
}

/** Where the picture of a moment lies in the sheet of thumbnails. */
export function tileAt(
  sheet: {
    interval_ms: number;
    columns: number;
    rows: number;
    tile_width: number;
    tile_height: number;
  },
  timeS: number,
): Tile {
  const last = sheet.columns * sheet.rows - 1;
  const index = Math.min(last, Math.max(0, Math.floor((timeS * 1000) / sheet.interval_ms)));
  return {
    x: (index % sheet.columns) * sheet.tile_width,
    y: Math.floor(index / sheet.columns) * sheet.tile_height,
  };
}
