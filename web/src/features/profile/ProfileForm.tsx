import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, ProgressBar } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import type { Education, Experience, Profile } from '@/api/models';
import { isProblem } from '@/api/problem';
import { profilePath, profileQuery, updateProfile } from '@/api/queries/profiles';
import { opened } from '@/api/versions';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ChipsField } from '@/components/ChipsField';
import { ErrorNotice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { changesOf, disputes, merge } from '@/lib/merge';
import { Disputed } from './Disputed';
import { EducationField } from './EducationField';
import {
  dateFaults,
  drafted,
  ENTRY_PATHS,
  undrafted,
  written,
  type EducationDraft,
  type ExperienceDraft,
} from './entries';
import { ExperienceField } from './ExperienceField';
import { LanguagesField } from './LanguagesField';

const NAMES = [
  'first_name',
  'last_name',
  'headline',
  'location',
  'availability',
  'summary',
  'skills',
  'languages',
] as const;
const PATHS = [...NAMES, 'education', 'experience', ...ENTRY_PATHS];

interface Draft extends Pick<Profile, (typeof NAMES)[number]> {
  education: EducationDraft[];
  experience: ExperienceDraft[];
}

function draftOf(profile: Profile): Draft {
  const { first_name, last_name, headline, location, availability, summary, skills, languages } =
    profile;
  return {
    ...{ first_name, last_name, headline, location, availability, summary, skills, languages },
    education: drafted(profile.education),
    experience: drafted(profile.experience),
  };
}

/** What of a draft is there, in the server's words. */
function toServer(
  { education, experience, ...rest }: Partial<Draft>,
  as: typeof written,
): Partial<Profile> {
  return {
    ...rest,
    ...(education && { education: as<Education>(education) }),
    ...(experience && { experience: as<Experience>(experience) }),
  };
}

export function ProfileForm({ profile }: { profile: Profile }) {
  const { t } = useTranslation(['profile', 'common']);
  const [draft, setDraft] = useState(() => draftOf(profile));
  const queries = useQueryClient();
  const asItIs = (now: Profile) => opened(profilePath(now.id), draftOf(now));
  const [base, setBase] = useState(() => asItIs(profile));
  const saving = useMutation(updateProfile(queries, profile.id));
  const [disputed, setDisputed] = useState<Partial<Draft>>({});
  const changes = changesOf(draft, base.values);
  /** How often the page itself has found something wrong since it was last saved. */
  const [refused, setRefused] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  /** After somebody else saved: what was typed stays, on what is there now. */
  const meet = async () => {
    const now = await queries.query({ ...profileQuery(profile.id), staleTime: 0 });
    const theirs = asItIs(now);
    setDraft((mine) => merge(mine, base.values, theirs.values));
    setDisputed(disputes(draft, base.values, theirs.values));
    setBase(theirs);
    saving.reset();
  };
  const texts = {
    date: t('fault_date'),
    endMissing: t('fault_end_missing'),
    endBefore: t('fault_end_before'),
  };
  // Only of what would be sent: what stands there since long keeps nobody from the rest.
  const faults = {
    ...dateFaults('education', changes.education ?? [], texts),
    ...dateFaults('experience', changes.experience ?? [], texts),
  };
  const save = () => {
    if (Object.keys(faults).length > 0) {
      // An older answer of the server is of what was sent then.
      saving.reset();
      setRefused(refused + 1);
      return;
    }
    // Fields that were left alone are not sent: others may have changed them meanwhile.
    const { tag, values } = base;
    const before = Object.fromEntries(
      Object.entries(values).filter(([name]) => name in changes),
    ) as Partial<Draft>;
    saving.mutate(
      { ...toServer(changes, written), base: { tag, values: toServer(before, undrafted) } },
      {
        onSuccess: (saved) => {
          const theirs = asItIs(saved);
          // What was typed while it was being saved is still to be saved.
          setDraft((mine) => merge(mine, draft, theirs.values));
          setBase(theirs);
          setDisputed({});
          setRefused(0);
          toast('done', t('saved_toast'));
        },
        onError: (error) => {
          if (isProblem(error, 'changed')) void meet().catch(() => undefined);
        },
      },
    );
  };
  const { fields, rest } = splitFormErrors(saving.error, PATHS);
  const errors = refused > 0 ? { ...fields, ...faults } : fields;
  const changed = Object.keys(changes).length > 0;
  const failure = saving.error;
  useEffect(() => {
    if (refused > 0) toFirstFault(form.current);
  }, [refused]);
  useEffect(() => {
    if (failure !== null) toFirstFault(form.current);
  }, [failure]);

  const text = (
    name: 'first_name' | 'last_name' | 'headline' | 'location' | 'availability' | 'summary',
  ) => ({
    name,
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    errors: fields[name],
  });

  return (
    <Form
      ref={form}
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Completeness value={profile.profile_completeness} />
      <Card className="mt-6 flex flex-col gap-6">
        {rest !== null && <ErrorNotice error={rest} />}
        {isProblem(rest, 'changed') && (
          <Button className="self-start" onPress={() => void meet().catch(() => undefined)}>
            {t('common:load_again')}
          </Button>
        )}
        <Disputed
          values={disputed}
          onTake={(name) => {
            const { [name]: theirs, ...rest } = disputed;
            setDraft({ ...draft, [name]: theirs });
            setDisputed(rest);
          }}
        />
        <div className="grid gap-6 sm:grid-cols-2 sm:gap-4">
          <TextField label={t('first_name')} maxLength={100} {...text('first_name')} />
          <TextField label={t('last_name')} maxLength={100} {...text('last_name')} />
        </div>
        <TextField
          label={t('headline')}
          placeholder={t('headline_example')}
          maxLength={200}
          {...text('headline')}
        />
        <div className="grid gap-6 sm:grid-cols-2 sm:gap-4">
          <TextField
            label={t('location')}
            placeholder={t('location_example')}
            autoComplete="address-level2"
            maxLength={200}
            {...text('location')}
          />
          <TextField
            label={t('availability')}
            placeholder={t('availability_example')}
            maxLength={200}
            {...text('availability')}
          />
        </div>
        <TextField
          rows={6}
          label={t('summary')}
          description={t('summary_detail')}
          maxLength={5000}
          {...text('summary')}
        />
        <ChipsField
          label={t('skills')}
          description={t('skills_detail')}
          values={draft.skills}
          onChange={(skills) => setDraft({ ...draft, skills })}
          errors={fields.skills}
        />
        <LanguagesField
          values={draft.languages}
          onChange={(languages) => setDraft({ ...draft, languages })}
        />
        <ExperienceField
          entries={draft.experience}
          errors={errors}
          onChange={(experience) => setDraft({ ...draft, experience })}
          onRearrange={() => saving.reset()}
        />
        <EducationField
          entries={draft.education}
          errors={errors}
          onChange={(education) => setDraft({ ...draft, education })}
          onRearrange={() => saving.reset()}
        />
        <div className="flex justify-end border-t border-line pt-6">
          <Button type="submit" look="primary" isPending={saving.isPending} isDisabled={!changed}>
            {t('common:save')}
          </Button>
        </div>
      </Card>
    </Form>
  );
}

/** What is wrong may be far above the button. */
function toFirstFault(form: HTMLFormElement | null) {
  form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
}

function Completeness({ value }: { value: number }) {
  const { t } = useTranslation('profile');
  return (
    <ProgressBar value={value} aria-label={t('completeness')} className="mt-6">
      <p className="text-sm text-ink-soft">{t('complete_to', { percent: value })}</p>
      <span className="mt-2 block h-1 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${String(value)}%` }}
        />
      </span>
    </ProgressBar>
  );
}
