import { expect, it } from 'vitest';
import { addWords } from './words';

it('cuts what was typed or pasted at commas, Arabic ones too', () => {
  expect(addWords(['SQL'], ' Python ,  Power  BI،التواصل')).toEqual([
    'SQL',
    'Python',
    'Power BI',
    'التواصل',
  ]);
});

it('keeps one of two that differ by case or accent', () => {
  expect(addWords(['Électricité'], 'electricite, SQL, sql')).toEqual(['Électricité', 'SQL']);
});

it('adds nothing for nothing', () => {
  expect(addWords(['SQL'], ' , ')).toEqual(['SQL']);
});
