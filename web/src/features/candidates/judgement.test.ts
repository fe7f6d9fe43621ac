import { expect, it } from 'vitest';
import type { View } from '@/api/models';
import { judgementOf } from './judgement';

const view = (id: string, part: Partial<View> = {}): View =>
  ({ id, rating: null, notes: '', duration: 0, ...part }) as View;

it('says nothing before the first viewing', () => {
  expect(judgementOf([])).toEqual({
    rating: null,
    notes: '',
    ratingView: null,
    notesView: null,
    lastWatched: null,
  });
});

it('takes rating and notes from where they were last given', () => {
  const views = [
    view('c'),
    view('b', { rating: 4 }),
    view('a', { rating: 2, notes: 'Voix posée' }),
  ];
  expect(judgementOf(views)).toMatchObject({ rating: 4, notes: 'Voix posée' });
});

it('changes the row that speaks, so that cleared notes do not come back', () => {
  const views = [view('c'), view('b', { notes: 'Voix posée' }), view('a', { rating: 2 })];
  expect(judgementOf(views)).toMatchObject({ notesView: 'b', ratingView: 'a' });
});

it('finds the last viewing in which something was watched', () => {
  const watched = view('a', { duration: 12 });
  expect(judgementOf([view('b'), watched]).lastWatched).toBe(watched);
});
