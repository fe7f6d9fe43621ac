import type { Language } from '@/api/models';

export const LANGUAGES: readonly Language[] = ['fr', 'en', 'ar'];

/** Each language's own name, as its speakers write it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  fr: 'Français',
  en: 'English',
  ar: 'العربية',
};

/** For dates and numbers: `ar-MA` writes Western digits, as Morocco does. */
export const LOCALES: Readonly<Record<Language, string>> = {
  fr: 'fr-FR',
  en: 'en-GB',
  ar: 'ar-MA',
};

const KEY = 'jobgate.language';

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** The choice made on this device; French before any. */
export function storedLanguage(): Language {
  const stored = localStorage.getItem(KEY);
  return isLanguage(stored) ? stored : 'fr';
}

export function storeLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
