import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent, ConsentText } from '@/api/models';
import {
  consentsQuery,
  consentTextQuery,
  giveConsent,
  withdrawConsent,
} from '@/api/queries/studio';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ErrorNotice, Notice } from '@/components/Notice';
import { PageShell } from '@/components/shell/PageShell';
import { ErrorState, Skeleton } from '@/components/states';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { useLanguage } from '@/hooks/useLanguage';
import { usePageTitle } from '@/hooks/usePageTitle';
import { useUser } from '@/hooks/useSession';
import { rememberCoaching } from '@/lib/coachingChoice';

/** What a candidate agreed to, in full, and the way to take it back. */
export default function ConsentPage() {
  const { t } = useTranslation('consent');
  const { language } = useLanguage();
  const record = useQuery(consentTextQuery(language));
  // A server without coaching has no such text: then there is one question less.
  const analyse = useQuery(consentTextQuery(language, 'analyse'));
  const consents = useQuery(consentsQuery());
  const failed = record.error ?? consents.error;
  const texts = [record.data, analyse.data].filter((text) => text !== undefined);
  usePageTitle(t('title'));
  return (
    <PageShell>
      <div className="mx-auto max-w-2xl">
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">{t('intro')}</p>
        {failed ? (
          <ErrorState
            error={failed}
            onRetry={() => {
              void record.refetch();
              void analyse.refetch();
              void consents.refetch();
            }}
          />
        ) : record.data && consents.data && !analyse.isLoading ? (
          texts.map((text) => (
            <Card key={text.kind} className="mt-8" data-testid={`consent-${text.kind}`}>
              <h2 className="text-lg font-semibold">{text.title}</h2>
              <p className="mt-1 text-sm text-ink-faint">
                {t('version', { version: text.version })}
              </p>
              <div className="mt-4 flex flex-col gap-4 text-ink-soft">
                {text.body.split(/\n{2,}/u).map((paragraph) => (
                  <p key={paragraph} className="whitespace-pre-line">
                    {paragraph}
                  </p>
                ))}
              </div>
              <State
                consents={consents.data.filter(({ kind }) => kind === text.kind)}
                text={text}
              />
            </Card>
          ))
        ) : (
          <Skeleton className="mt-8 h-96 rounded-lg" />
        )}
      </div>
    </PageShell>
  );
}

function State({ consents, text }: { consents: readonly Consent[]; text: ConsentText }) {
  const { t } = useTranslation('consent');
  const format = useFormat();
  const user = useUser();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const giving = useMutation(giveConsent(queries));
  const withdrawing = useMutation(withdrawConsent(queries));
  const current = consents.find((consent) => consent.current);
  const withdrawn = consents.find(({ withdrawn_at }) => withdrawn_at !== null);
  const failed = giving.error ?? withdrawing.error;
  // Each consent says what it changes: without the one nothing is recorded, without the other nothing is scored.
  const of = text.kind === 'analyse' ? 'analyse' : 'record';
  const remember = (answer: 'yes' | 'no') => {
    if (of === 'analyse') rememberCoaching(user.id, answer);
  };
  return (
    <div className="mt-6 border-t border-line pt-6">
      {failed !== null && <ErrorNotice error={failed} className="mb-4" />}
      {current ? (
        <>
          <Notice kind="done">{t('given', { date: format.date(current.given_at) })}</Notice>
          <Button className="mt-4" onPress={() => setAsking(true)}>
            {t('withdraw')}
          </Button>
        </>
      ) : (
        <>
          <Notice kind="info">
            {withdrawn?.withdrawn_at
              ? t(`withdrawn_${of}`, { date: format.date(withdrawn.withdrawn_at) })
              : t(`not_given_${of}`)}
          </Notice>
          <Button
            // One primary at a time: nothing is urgent about being coached.
            look={of === 'record' ? 'primary' : 'secondary'}
            className="mt-4"
            isPending={giving.isPending}
            onPress={() =>
              giving.mutate(text, {
                onSuccess: () => {
                  remember('yes');
                  toast('done', t('given_toast'));
                },
              })
            }
          >
            {t('give')}
          </Button>
        </>
      )}
      <ConfirmDialog
        title={t('withdraw_title')}
        confirmLabel={t('withdraw')}
        isOpen={asking}
        isPending={withdrawing.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          withdrawing.mutate(text.kind, {
            onSuccess: () => {
              remember('no');
              toast('done', t('withdrawn_toast'));
            },
            onSettled: () => setAsking(false),
          })
        }
      >
        {t(`withdraw_detail_${of}`)}
      </ConfirmDialog>
    </div>
  );
}
