import { useTranslation } from 'react-i18next';
import type { Language } from '@/api/models';
import { isLanguage, LOCALES } from '@/i18n/language';

/** The language the page is shown in, and its locale for dates and numbers. */
export function useLanguage(): { language: Language; locale: string } {
  const { i18n } = useTranslation();
  const language = isLanguage(i18n.language) ? i18n.language : 'fr';
  return { language, locale: LOCALES[language] };
}
