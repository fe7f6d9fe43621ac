import { expect, it } from 'vitest';
import { commandOf, stepSpeed } from './keys';

const plain = { ctrlKey: false, metaKey: false, altKey: false };

it('plays with space and skips five seconds with the arrows', () => {
  expect(commandOf({ key: ' ', ...plain })).toEqual({ do: 'toggle' });
  expect(commandOf({ key: 'ArrowLeft', ...plain })).toEqual({ do: 'skip', seconds: -5 });
});

it('leaves the browser its own keys', () => {
  expect(commandOf({ key: 'f', ...plain, ctrlKey: true })).toBeNull();
  expect(commandOf({ key: 'j', ...plain })).toBeNull();
});

it('hears capitals', () => {
  expect(commandOf({ key: 'M', ...plain })).toEqual({ do: 'mute' });
});

it('steps through the speeds and stays at the ends', () => {
  expect(stepSpeed(1, 1)).toBe(1.25);
  expect(stepSpeed(1, -1)).toBe(0.75);
  expect(stepSpeed(2, 1)).toBe(2);
  expect(stepSpeed(0.75, -1)).toBe(0.75);
});
