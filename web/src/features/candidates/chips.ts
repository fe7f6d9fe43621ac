import { useTranslation } from 'react-i18next';
import { useFormat } from '@/hooks/useFormat';
import { useLanguageNames } from '@/hooks/useLanguageNames';
import {
  languageList,
  languagesIn,
  listOf,
  wordsIn,
  type CandidateFilters,
} from '@/lib/candidateSearch';

export interface FilterChip {
  key: string;
  label: string;
  /** What takes it away. */
  without: CandidateFilters;
}

/** Each part of a search in words. */
export function useFilterChips(): (filters: CandidateFilters) => FilterChip[] {
  const { t } = useTranslation('candidates');
  const format = useFormat();
  const languageOf = useLanguageNames();
  return (filters) => {
    const chips: FilterChip[] = [];
    const add = (key: string, label: string, without: CandidateFilters) =>
      chips.push({ key, label, without });

    const skills = wordsIn(filters.skills);
    for (const skill of skills) {
      const others = listOf(skills.filter((one) => one !== skill));
      add(`skill ${skill}`, skill, { skills: others });
    }
    if (filters.location !== undefined) {
      add('location', filters.location, { location: undefined });
    }
    if (filters.min_experience !== undefined) {
      const label = t('chip_min_experience', { count: filters.min_experience });
      add('min_experience', label, { min_experience: undefined });
    }
    if (filters.max_experience !== undefined) {
      const label = t('chip_max_experience', { count: filters.max_experience });
      add('max_experience', label, { max_experience: undefined });
    }
    if (filters.min_education !== undefined) {
      const level = t(`education_${filters.min_education}`);
      add('min_education', t('chip_min_education', { level }), { min_education: undefined });
    }
    const languages = languagesIn(filters.languages);
    for (const spoken of languages) {
      const language = languageOf(spoken.code);
      const others = languageList(languages.filter((one) => one !== spoken));
      const level = spoken.level === 'native' ? t('native') : spoken.level;
      const label = level === undefined ? language : t('chip_language', { language, level });
      add(`language ${spoken.code}`, label, { languages: others });
    }
    if (filters.available_by !== undefined) {
      const date = format.date(filters.available_by);
      add('available_by', t('chip_available_by', { date }), { available_by: undefined });
    }
    if (filters.min_quality !== undefined) {
      const label = t('chip_min_quality', { score: filters.min_quality });
      add('min_quality', label, { min_quality: undefined });
    }
    if (filters.has_video !== undefined) {
      const label = filters.has_video ? t('with_video') : t('without_video');
      add('has_video', label, { has_video: undefined });
    }
    if (filters.viewed_by_me !== undefined) {
      const label = filters.viewed_by_me ? t('viewed') : t('not_viewed');
      add('viewed_by_me', label, { viewed_by_me: undefined });
    }
    return chips;
  };
}
