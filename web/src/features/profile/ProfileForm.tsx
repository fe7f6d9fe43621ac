import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, ProgressBar } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import type { Profile } from '@/api/models';
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

type Draft = Pick<Profile, (typeof NAMES)[number]>;

function draftOf(profile: Profile): Draft {
  const { first_name, last_name, headline, location, availability, summary, skills, languages } =
    profile;
  return { first_name, last_name, headline, location, availability, summary, skills, languages };
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
  /** After somebody else saved: what was typed stays, on what is there now. */
  const meet = async () => {
    const now = await queries.query({ ...profileQuery(profile.id), staleTime: 0 });
    const theirs = asItIs(now);
    setDraft((mine) => merge(mine, base.values, theirs.values));
    setDisputed(disputes(draft, base.values, theirs.values));
    setBase(theirs);
    saving.reset();
  };
  const save = () => {
    // Fields that were left alone are not sent: others may have changed them meanwhile.
    const { tag, values } = base;
    const before = Object.fromEntries(
      Object.entries(values).filter(([name]) => name in changes),
    ) as Partial<Draft>;
    saving.mutate(
      { ...changes, base: { tag, values: before } },
      {
        onSuccess: (saved) => {
          const theirs = asItIs(saved);
          // What was typed while it was being saved is still to be saved.
          setDraft((mine) => merge(mine, draft, theirs.values));
          setBase(theirs);
          setDisputed({});
          toast('done', t('saved_toast'));
        },
        onError: (error) => {
          if (isProblem(error, 'changed')) void meet().catch(() => undefined);
        },
      },
    );
  };
  const { fields, rest } = splitFormErrors(saving.error, NAMES);
  const changed = Object.keys(changes).length > 0;

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
        <div className="flex justify-end border-t border-line pt-6">
          <Button type="submit" look="primary" isPending={saving.isPending} isDisabled={!changed}>
            {t('common:save')}
          </Button>
        </div>
      </Card>
    </Form>
  );
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
