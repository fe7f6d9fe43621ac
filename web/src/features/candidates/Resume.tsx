import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/models';
import { useLanguageNames } from '@/hooks/useLanguageNames';
import { spanText } from '@/lib/dates';

/** What is written, beside what is said. Empty parts are left out. */
export function Resume({
  profile,
  heading,
  onSkill,
}: {
  profile: Profile;
  /** One below the person's name. */
  heading: 'h2' | 'h3';
  /** Narrows the list to those who have it too. */
  onSkill: (skill: string) => void;
}) {
  const { t } = useTranslation('candidates');
  const nameOf = useLanguageNames();
  const { summary, skills, languages, education, experience } = profile;
  const written =
    summary !== '' || [skills, languages, education, experience].some((part) => part.length > 0);
  if (!written) return <p className="text-ink-soft">{t('resume_empty')}</p>;
  return (
    <div className="flex flex-col gap-8">
      {summary !== '' && (
        <Part as={heading} title={t('summary')}>
          <p dir="auto" className="max-w-prose whitespace-pre-line">
            {summary}
          </p>
        </Part>
      )}
      {skills.length > 0 && (
        <Part as={heading} title={t('skills')}>
          <ul className="flex flex-wrap gap-2">
            {skills.map((skill) => (
              <li key={skill} className="max-w-full">
                <button
                  type="button"
                  onClick={() => onSkill(skill)}
                  title={t('filter_by', { skill })}
                  className="h-8 max-w-full cursor-pointer truncate rounded-full bg-sunken px-3.5 text-sm text-ink transition-colors hover:bg-accent-soft hover:text-accent-ink"
                >
                  <bdi>{skill}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {experience.length > 0 && (
        <Part as={heading} title={t('experience')}>
          <Timeline
            entries={experience.map((one) => ({
              title: one.position,
              place: [one.name, one.location],
              span: [one.start_date, one.end_date],
              text: one.summary,
            }))}
          />
        </Part>
      )}
      {education.length > 0 && (
        <Part as={heading} title={t('education')}>
          <Timeline
            entries={education.map((one) => ({
              title: [one.study_type, one.area].filter(Boolean).join(', '),
              place: [one.institution],
              span: [one.start_date, one.end_date],
              text: one.summary,
            }))}
          />
        </Part>
      )}
      {languages.length > 0 && (
        <Part as={heading} title={t('languages')}>
          <ul className="grid gap-x-8 gap-y-1 sm:grid-cols-2">
            {languages.map(({ code, level }) => (
              <li key={code} className="flex justify-between gap-4 border-b border-line py-1.5">
                <span>{nameOf(code)}</span>
                <span className="text-ink-faint">{level === 'native' ? t('native') : level}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}

function Part({
  as: Heading,
  title,
  children,
}: {
  as: 'h2' | 'h3';
  title: string;
  children: ReactNode;
}) {
  return (
    <section>
      <Heading className="mb-3 text-sm font-semibold text-ink-faint">{title}</Heading>
      {children}
    </section>
  );
}

interface Entry {
  title: string;
  place: (string | undefined)[];
  span: [from: string | undefined, to: string | undefined];
  text: string;
}

function Timeline({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation('candidates');
  return (
    <ol className="flex flex-col gap-4">
      {entries.map(({ title, place, span: [from, to], text }, i) => (
        <li key={`${title}${String(i)}`} className="grid gap-x-6 gap-y-0.5 sm:grid-cols-[8rem_1fr]">
          <span className="text-sm text-ink-faint nums sm:pt-0.5">
            <bdi>{spanText(from, to, t('today'))}</bdi>
          </span>
          <div className="min-w-0">
            <p className="font-medium">
              <bdi>{title}</bdi>
            </p>
            <p className="text-sm text-ink-soft">
              <bdi>{place.filter(Boolean).join(' · ')}</bdi>
            </p>
            {text !== '' && (
              <p dir="auto" className="mt-1 text-sm text-ink-soft">
                {text}
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
