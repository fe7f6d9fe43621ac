import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { Button } from '@/components/Button';
import { ChipsField } from '@/components/ChipsField';
import { Dialog } from '@/components/Dialog';
import { Select } from '@/components/Select';
import { SpokenLanguages } from '@/components/SpokenLanguages';
import { TextField } from '@/components/TextField';
import {
  candidateSearchOf,
  EDUCATION,
  languageList,
  languagesIn,
  listOf,
  SPOKEN_LEVELS,
  wordsIn,
  type CandidateFilters,
} from '@/lib/candidateSearch';

/** 70 is good enough, 85 excellent: the scale of every score. */
const QUALITIES = ['70', '85'] as const;
const ANY = 'any' as const;
type Answer = typeof ANY | 'yes' | 'no';

const answerOf = (flag: boolean | undefined): Answer =>
  flag === undefined ? ANY : flag ? 'yes' : 'no';
const flagOf = (answer: Answer) => (answer === ANY ? undefined : answer === 'yes');

function draftOf(filters: CandidateFilters) {
  const { min_experience, max_experience, min_quality } = filters;
  return {
    skills: wordsIn(filters.skills),
    location: filters.location ?? '',
    min_experience: min_experience === undefined ? '' : String(min_experience),
    max_experience: max_experience === undefined ? '' : String(max_experience),
    min_education: filters.min_education ?? ANY,
    languages: languagesIn(filters.languages).map(({ code, level = ANY }) => ({ code, level })),
    available_by: filters.available_by ?? '',
    min_quality: min_quality === undefined ? ANY : String(min_quality),
    has_video: answerOf(filters.has_video),
    viewed_by_me: answerOf(filters.viewed_by_me),
  };
}
type Draft = ReturnType<typeof draftOf>;

function filtersIn(draft: Draft): CandidateFilters {
  return candidateSearchOf({
    ...draft,
    skills: listOf(draft.skills),
    location: draft.location.trim(),
    languages: languageList(
      draft.languages.map(({ code, level }) => (level === ANY ? { code } : { code, level })),
    ),
    has_video: flagOf(draft.has_video),
    viewed_by_me: flagOf(draft.viewed_by_me),
  });
}

function areYears(text: string): boolean {
  return text.trim() === '' || (/^\d{1,3}$/u.test(text.trim()) && Number(text) <= 100);
}

/** What the list is narrowed by. Nothing changes before it is applied. */
export function FiltersDialog({
  filters,
  onApply,
  onClose,
}: {
  filters: CandidateFilters;
  onApply: (filters: CandidateFilters) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('candidates');
  const [draft, setDraft] = useState(() => draftOf(filters));
  const [tried, setTried] = useState(false);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const wrong = (name: 'min_experience' | 'max_experience') => !areYears(draft[name]);
  const apply = () => {
    setTried(true);
    if (!wrong('min_experience') && !wrong('max_experience')) onApply(filtersIn(draft));
  };
  const years = (name: 'min_experience' | 'max_experience') => ({
    name,
    label: t(name),
    value: draft[name],
    inputMode: 'numeric' as const,
    onChange: (value: string) => set({ [name]: value }),
    errors: tried && wrong(name) ? [t('fault_years')] : undefined,
  });
  const answers = (yes: string, no: string) => [
    { value: ANY, label: t('any') } as const,
    { value: 'yes', label: yes } as const,
    { value: 'no', label: no } as const,
  ];
  // One that was written into the address by hand stays, too.
  const qualities = [...new Set<string>([ANY, ...QUALITIES, draft.min_quality])];
  return (
    <Dialog
      isOpen
      title={t('filters_title')}
      onClose={onClose}
      actions={
        <>
          <Button look="quiet" onPress={() => setDraft(draftOf({}))}>
            {t('clear_all')}
          </Button>
          <Button look="primary" onPress={apply}>
            {t('apply_filters')}
          </Button>
        </>
      }
    >
      <Form
        validationBehavior="aria"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <ChipsField
          label={t('skills')}
          description={t('filter_skills_detail')}
          values={draft.skills}
          onChange={(skills) => set({ skills })}
        />
        <TextField
          name="location"
          label={t('filter_location')}
          value={draft.location}
          onChange={(location) => set({ location })}
        />
        <div className="grid grid-cols-2 gap-4">
          <TextField {...years('min_experience')} />
          <TextField {...years('max_experience')} />
        </div>
        <Select
          label={t('min_education')}
          value={draft.min_education}
          options={[ANY, ...EDUCATION].map((value) => ({
            value,
            label: value === ANY ? t('any') : t(`education_${value}`),
          }))}
          onChange={(min_education) => set({ min_education })}
        />
        <SpokenLanguages
          label={t('languages')}
          levels={[ANY, ...SPOKEN_LEVELS].map((value) => ({
            value,
            label: value === ANY ? t('any_level') : value === 'native' ? t('native') : value,
          }))}
          firstLevel={ANY}
          values={draft.languages}
          onChange={(languages) => set({ languages })}
        />
        <TextField
          name="available_by"
          type="date"
          label={t('available_by')}
          description={t('available_by_detail')}
          value={draft.available_by}
          onChange={(available_by) => set({ available_by })}
        />
        <Select
          label={t('min_quality')}
          description={t('min_quality_detail')}
          value={draft.min_quality}
          options={qualities.map((value) => ({
            value,
            label: value === ANY ? t('any') : t('chip_min_quality', { score: value }),
          }))}
          onChange={(min_quality) => set({ min_quality })}
        />
        <Select
          label={t('has_video')}
          value={draft.has_video}
          options={answers(t('with_video'), t('without_video'))}
          onChange={(has_video) => set({ has_video })}
        />
        <Select
          label={t('viewed_by_me')}
          value={draft.viewed_by_me}
          options={answers(t('viewed'), t('not_viewed'))}
          onChange={(viewed_by_me) => set({ viewed_by_me })}
        />
        {/* Enter in a field applies, as a form with one button does. */}
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}
