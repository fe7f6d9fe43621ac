import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { splitFormErrors } from '@/api/formErrors';
import type { Offer } from '@/api/models';
import { applicationQuery, applyToOffer, withdrawApplication } from '@/api/queries/offers';
import { profileQuery } from '@/api/queries/profiles';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { LinkButton } from '@/components/LinkButton';
import { ErrorNotice, Notice } from '@/components/Notice';
import { Poster } from '@/components/Poster';
import { ErrorState, Skeleton } from '@/components/states';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { useUser } from '@/hooks/useSession';
import { ApplicationBadge } from './badges';
import { applicationStatus } from './status';

/** What a candidate does with an offer: apply, see what becomes of it, take it back. */
export function Applying({ offer }: { offer: Offer }) {
  const { t } = useTranslation('offers');
  const own = useQuery({
    ...applicationQuery(offer.application ?? ''),
    enabled: offer.application !== null,
  });
  if (offer.application !== null) {
    if (own.error) return <ErrorState error={own.error} onRetry={() => void own.refetch()} />;
    if (!own.data) return <Skeleton className="mt-8 h-40 rounded-lg" />;
    if (applicationStatus(own.data.status) !== 'withdrawn') {
      const { id, status, message, created_at } = own.data;
      return <Applied {...{ id, status, message, created_at }} company={offer.company.name} />;
    }
  }
  if (offer.status !== 'open') {
    return (
      <Notice kind="info" title={t('closed_title')} className="mt-8">
        {t('closed_detail')}
      </Notice>
    );
  }
  return <Apply offer={offer} />;
}

function Apply({ offer }: { offer: Offer }) {
  const { t } = useTranslation('offers');
  const [message, setMessage] = useState('');
  const applying = useMutation(applyToOffer(useQueryClient(), offer.id));
  const { fields, rest } = splitFormErrors(applying.error, ['message']);
  const company = offer.company.name;
  return (
    <Card className="mt-8" aria-labelledby="apply-title">
      <h2 id="apply-title" className="text-lg font-semibold">
        {t('apply_title')}
      </h2>
      <p className="mt-1 text-ink-soft">{t('apply_detail', { company })}</p>
      <Presentation />
      <Form
        validationBehavior="aria"
        className="mt-6 flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          applying.mutate(message.trim(), {
            onSuccess: () => toast('done', t('applied_toast', { company })),
          });
        }}
      >
        {rest !== null && <ErrorNotice error={rest} />}
        <TextField
          name="message"
          rows={5}
          label={t('message')}
          description={t('message_detail')}
          maxLength={5000}
          value={message}
          onChange={setMessage}
          errors={fields.message}
        />
        <Button
          type="submit"
          look="primary"
          className="self-start"
          isPending={applying.isPending}
          data-testid="apply"
        >
          {t('apply')}
        </Button>
      </Form>
    </Card>
  );
}

/** The video that goes with the application, or the way to one. */
function Presentation() {
  const { t } = useTranslation('offers');
  const user = useUser();
  const profile = useQuery({
    ...profileQuery(user.profile_id ?? ''),
    enabled: user.profile_id !== null,
  });
  if (!profile.data) return null;
  const video = profile.data.presentation_video;
  return (
    <div className="mt-4 flex flex-wrap items-center gap-4">
      {video && <Poster url={video.poster_url} className="w-32" />}
      <p className="min-w-0 flex-1 basis-48 text-sm">
        {video ? t('with_video') : t('without_video')}
      </p>
      <LinkButton to={video ? '/videos' : '/studio'}>
        {video ? t('change_video') : t('record_video')}
      </LinkButton>
    </div>
  );
}

function Applied({
  id,
  status,
  message,
  created_at,
  company,
}: {
  id: string;
  status: string;
  message: string;
  created_at: string;
  company: string;
}) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const [asks, setAsks] = useState(false);
  const withdrawing = useMutation(withdrawApplication(useQueryClient()));
  return (
    <Card className="mt-8" aria-labelledby="own-title" data-testid="own-application">
      <h2 id="own-title" className="flex flex-wrap items-center gap-3 text-lg font-semibold">
        {t('own_application')}
        <ApplicationBadge status={status} />
      </h2>
      <p className="mt-1 text-sm text-ink-soft">
        {t('applied_on', { date: format.date(created_at) })}
      </p>
      {message !== '' && (
        <p dir="auto" className="mt-4 max-w-prose break-words whitespace-pre-line">
          {message}
        </p>
      )}
      <Button className="mt-6" onPress={() => setAsks(true)}>
        {t('withdraw')}
      </Button>
      <ConfirmDialog
        title={t('withdraw_title')}
        confirmLabel={t('withdraw')}
        isOpen={asks}
        isPending={withdrawing.isPending}
        onClose={() => setAsks(false)}
        onConfirm={() => withdrawing.mutate(id, { onSuccess: () => setAsks(false) })}
      >
        <p>{t('withdraw_detail', { company })}</p>
        {withdrawing.error !== null && <ErrorNotice error={withdrawing.error} className="mt-4" />}
      </ConfirmDialog>
    </Card>
  );
}
