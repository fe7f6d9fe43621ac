import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './language';

type Texts = Record<string, string>;
const files = import.meta.glob<Texts>('./locales/*/*.json', { import: 'default', eager: true });
const textsOf = (language: string, name: string): Texts =>
  files[`./locales/${language}/${name}.json`] ?? {};
const names = [
  ...new Set(Object.keys(files).map((path) => path.split('/').at(-1)!.replace('.json', ''))),
];

const PLURAL = /_(zero|one|two|few|many|other)$/u;
const stem = (key: string) => key.replace(PLURAL, '');
const variables = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/gu)].map(([, name]) => name!).sort();

describe.each(names)('%s', (name) => {
  const french = textsOf('fr', name);
  // A name may end in such a word by chance (`refused_other`): a plural counts, or has a singular.
  const isPluralStem = (texts: Texts, key: string) =>
    `${key}_other` in texts &&
    (`${key}_one` in texts || variables(texts[`${key}_other`] ?? '').includes('count'));
  const isPlural = (texts: Texts, key: string) =>
    PLURAL.test(key) && isPluralStem(texts, stem(key));
  const stems = (texts: Texts) =>
    [...new Set(Object.keys(texts).map((key) => (isPlural(texts, key) ? stem(key) : key)))].sort();

  it.each(LANGUAGES)('says the same things in %s', (language) => {
    expect(stems(textsOf(language, name))).toEqual(stems(french));
  });

  it.each(LANGUAGES)('has each plural that %s needs', (language) => {
    const texts = textsOf(language, name);
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const missing = stems(texts)
      .filter((key) => isPluralStem(texts, key))
      .flatMap((key) => needed.map((category) => `${key}_${category}`))
      .filter((key) => !(key in texts));
    expect(missing).toEqual([]);
  });

  it.each(LANGUAGES)('leaves nothing empty and asks for no unknown value in %s', (language) => {
    const texts = textsOf(language, name);
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('');
      const model = french[key] ?? french[`${stem(key)}_other`] ?? '';
      const known = new Set([...variables(model), 'count']);
      expect(
        variables(text).filter((variable) => !known.has(variable)),
        key,
      ).toEqual([]);
      // "one" and "two" may say the number in words; other forms must show it.
      if (!/_(zero|one|two)$/u.test(key)) {
        expect(variables(text), key).toEqual(variables(model));
      }
    }
  });
});
