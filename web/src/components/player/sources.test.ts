import { expect, it } from 'vitest';
import { chapterAt, pickSource, tileAt } from './sources';

const mp4 = { url: '/a.mp4', type: 'video/mp4', label: 'mp4' } as const;
const webm = { url: '/a.webm', type: 'video/webm', label: 'master' } as const;

it('takes the first source that can be played', () => {
  expect(pickSource([mp4, webm], () => true)).toBe(mp4);
  expect(pickSource([mp4, webm], (type) => type === 'video/webm')).toBe(webm);
});

it('tries the first where the browser promises nothing', () => {
  expect(pickSource([webm, mp4], () => false)).toBe(webm);
  expect(pickSource([], () => true)).toBeUndefined();
});

it('finds the chapter of a moment', () => {
  const chapters = [{ start_ms: 0 }, { start_ms: 20_000 }, { start_ms: 45_000 }];
  expect(chapterAt(chapters, 19.9)).toBe(chapters[0]);
  expect(chapterAt(chapters, 20)).toBe(chapters[1]);
  expect(chapterAt(chapters, 500)).toBe(chapters[2]);
  expect(chapterAt<{ start_ms: number }>([], 3)).toBeUndefined();
});

it('finds the tile of a moment and stays inside the sheet', () => {
  const sheet = { interval_ms: 2000, columns: 5, rows: 9, tile_width: 160, tile_height: 90 };
  expect(tileAt(sheet, 0)).toEqual({ x: 0, y: 0 });
  expect(tileAt(sheet, 13)).toEqual({ x: 160, y: 90 });
  expect(tileAt(sheet, 900)).toEqual({ x: 640, y: 720 });
});
