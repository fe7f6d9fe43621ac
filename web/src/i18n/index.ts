import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '@/api/models';
import { directionOf, LANGUAGES, storedLanguage, storeLanguage } from './language';

type Loader = () => Promise<Record<string, string>>;
// One file a language and feature, each its own chunk: a page loads only the words it shows.
const files = import.meta.glob<Record<string, string>>('./locales/*/*.json', {
  import: 'default',
}) as Record<string, Loader>;

const chunks: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`./locales/${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (texts) => done(null, texts),
      (error: unknown) => done(error as Error, null),
    );
  },
};

function showLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** Plurals follow CLDR's categories through `Intl.PluralRules`: six for Arabic. */
export async function startTexts(): Promise<void> {
  const language = storedLanguage();
  showLanguage(language);
  await i18next
    .use(chunks)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'fr',
      supportedLngs: LANGUAGES,
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      partialBundledLanguages: true,
    });
}

export async function changeLanguage(language: Language): Promise<void> {
  storeLanguage(language);
  await i18next.changeLanguage(language);
  showLanguage(language);
}

/** For a route's loader: its texts are there before it is shown. */
export function loadTexts(...namespaces: string[]): Promise<void> {
  return i18next.loadNamespaces(namespaces);
}

export { i18next };
