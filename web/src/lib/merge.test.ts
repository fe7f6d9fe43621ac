import { expect, it } from 'vitest';
import { changesOf, disputes, merge } from './merge';

const base = { headline: 'one', location: 'Rabat', skills: ['Rust'] };

it('knows what was changed, lists as a whole', () => {
  expect(changesOf(base, { ...base, skills: ['Rust'] })).toEqual({});
  expect(changesOf({ ...base, skills: ['Rust', 'Go'] }, base)).toEqual({ skills: ['Rust', 'Go'] });
});

it('keeps what was typed and takes the rest as it is there now', () => {
  const mine = { ...base, headline: 'mine' };
  const theirs = { ...base, headline: 'theirs', location: 'Agadir' };
  expect(merge(mine, base, theirs)).toEqual({ ...base, headline: 'mine', location: 'Agadir' });
});

it('disputes only what both have changed, and not to the same', () => {
  const mine = { headline: 'mine', location: 'Agadir', skills: ['Go'] };
  const theirs = { headline: 'theirs', location: 'Agadir', skills: ['Rust'] };
  expect(disputes(mine, base, theirs)).toEqual({ headline: 'theirs' });
  expect(disputes(base, base, theirs)).toEqual({});
});
