import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import type { Offer, OfferForm as Values } from '@/api/models';
import { Button } from '@/components/Button';
import { ChipsField } from '@/components/ChipsField';
import { ErrorNotice } from '@/components/Notice';
import { SpokenLanguages } from '@/components/SpokenLanguages';
import { TextField } from '@/components/TextField';
import { SPOKEN_LEVELS } from '@/lib/candidateSearch';

const NAMES = ['title', 'location', 'description', 'required_skills', 'languages'];

/** What an offer says. A new one is a draft: nobody else sees it before it is opened. */
export function OfferForm({
  offer,
  submitLabel,
  error,
  isPending,
  onSubmit,
  onLeave,
}: {
  offer?: Offer;
  submitLabel: string;
  error: unknown;
  isPending: boolean;
  onSubmit: (values: Values) => void;
  onLeave: () => void;
}) {
  const { t } = useTranslation(['offers', 'common']);
  const [draft, setDraft] = useState(() => ({
    title: offer?.title ?? '',
    location: offer?.location ?? '',
    description: offer?.description ?? '',
    required_skills: offer?.required_skills ?? [],
    languages: (offer?.languages ?? []).flatMap(({ code, level }) => {
      const known = SPOKEN_LEVELS.find((one) => one === level);
      return known === undefined ? [] : [{ code, level: known }];
    }),
  }));
  const [missing, setMissing] = useState(false);
  const { fields, rest } = splitFormErrors(error, NAMES);
  const text = (name: 'title' | 'location' | 'description') => ({
    name,
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    errors: name === 'title' && missing ? [t('title_missing')] : fields[name],
  });
  return (
    <Form
      validationBehavior="aria"
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        const isMissing = draft.title.trim() === '';
        setMissing(isMissing);
        if (!isMissing) onSubmit(draft);
      }}
    >
      {rest !== null && <ErrorNotice error={rest} />}
      <div className="grid gap-6 sm:grid-cols-2 sm:gap-4">
        <TextField
          label={t('offer_title')}
          placeholder={t('offer_title_example')}
          maxLength={200}
          {...text('title')}
        />
        <TextField label={t('location')} maxLength={200} {...text('location')} />
      </div>
      <TextField
        rows={8}
        label={t('description')}
        description={t('description_detail')}
        maxLength={20_000}
        {...text('description')}
      />
      <ChipsField
        label={t('required_skills')}
        values={draft.required_skills}
        onChange={(required_skills) => setDraft({ ...draft, required_skills })}
        errors={fields.required_skills}
      />
      <SpokenLanguages
        label={t('languages')}
        levels={SPOKEN_LEVELS.map((value) => ({
          value,
          label: value === 'native' ? t('native') : value,
        }))}
        firstLevel="B2"
        values={draft.languages}
        onChange={(languages) => setDraft({ ...draft, languages })}
      />
      <div className="flex flex-wrap justify-end gap-3 border-t border-line pt-6">
        <Button onPress={onLeave}>{t('common:cancel')}</Button>
        <Button type="submit" look="primary" isPending={isPending}>
          {submitLabel}
        </Button>
      </div>
    </Form>
  );
}
