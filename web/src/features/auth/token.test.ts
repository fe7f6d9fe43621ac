import { expect, it } from 'vitest';
import { tokenOf } from './token';

it('reads the token behind the hash, and nothing else', () => {
  expect(tokenOf('#token=abc.d-e_f')).toBe('abc.d-e_f');
  for (const hash of ['', '#', '#token=', '#other=1']) expect(tokenOf(hash)).toBeNull();
});
