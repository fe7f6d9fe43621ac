import { describe, expect, it } from 'vitest';
import {
  candidateSearchOf,
  filtersOf,
  languageList,
  languagesIn,
  orderingOf,
} from './candidateSearch';

describe('an address', () => {
  it('is read as it was written, whether or not numbers came out of it as numbers', () => {
    const asked = {
      q: 'react',
      skills: 'React,PostgreSQL',
      location: 'Casablanca',
      min_experience: 2,
      max_experience: 10,
      min_education: 'master',
      languages: 'fr:B2,ar',
      available_by: '2026-12-01',
      min_quality: 70,
      has_video: true,
      viewed_by_me: false,
      ordering: 'relevance',
    };
    expect(candidateSearchOf(asked)).toEqual(asked);
    const texts = Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [name, String(value)]),
    );
    expect(candidateSearchOf(texts)).toEqual(asked);
    expect(candidateSearchOf({ q: 2026 })).toEqual({ q: '2026' });
  });

  it('is not believed where it cannot be right', () => {
    const wrong = {
      q: '  ',
      skills: ' , ',
      location: '',
      min_experience: 'many',
      max_experience: 101,
      min_education: 'kindergarten',
      languages: 'fr:Z9,<script>',
      available_by: 'tomorrow',
      min_quality: '',
      has_video: 'perhaps',
      viewed_by_me: null,
      ordering: 'quality',
      colour: 'blue',
    };
    expect(candidateSearchOf(wrong)).toEqual({});
    expect(candidateSearchOf({ available_by: '2026-13-45' })).toEqual({});
  });

  it('asks for no relevance without words', () => {
    expect(candidateSearchOf({ ordering: 'relevance' })).toEqual({});
    expect(orderingOf({})).toBe('last_active');
    expect(orderingOf({ q: 'rust' })).toBe('relevance');
    expect(orderingOf({ q: 'rust', ordering: 'newest' })).toBe('newest');
  });
});

it('tells what narrows from words and order', () => {
  expect(filtersOf({ q: 'a', ordering: 'newest', has_video: true })).toEqual({ has_video: true });
});

it('writes languages as they were read', () => {
  const languages = [{ code: 'fr', level: 'B2' as const }, { code: 'ar' }];
  expect(languageList(languages)).toBe('fr:B2,ar');
  expect(languagesIn('fr:B2, ar')).toEqual(languages);
  expect(languageList([])).toBeUndefined();
});
