import { useMemo } from 'react';
import { useLanguage } from './useLanguage';

/** What people who look for work in Morocco and around it write on a CV. */
export const SPOKEN: readonly string[] = [
  'ar',
  'zgh',
  'fr',
  'en',
  'es',
  'de',
  'it',
  'pt',
  'nl',
  'tr',
  'zh',
];

/** Names of languages, in the language of the page; an unknown code is its own name. */
export function useLanguageNames(): (code: string) => string {
  const { locale } = useLanguage();
  return useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'language' });
    return (code) => {
      try {
        const name = names.of(code) ?? code;
        return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
      } catch {
        return code;
      }
    };
  }, [locale]);
}
