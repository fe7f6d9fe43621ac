import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { LinkButton } from '@/components/LinkButton';
import { ErrorState, Skeleton, useErrorText } from '@/components/states';
import { consentTextQuery, giveConsent } from '@/api/queries/studio';
import { useLanguage } from '@/hooks/useLanguage';
import type { StudioController } from '@/live/controller';
import { Dock, Primary } from './Dock';
import { Panel } from './Panel';
import { ConsentBody } from './ConsentBody';

/** Nothing is filmed before this text is agreed to, in the version shown. */
export function ConsentPhase({
  controller,
  asksCoaching,
}: {
  controller: StudioController;
  /** The question about coaching comes next. */
  asksCoaching: boolean;
}) {
  const { t } = useTranslation('studio');
  const { language } = useLanguage();
  const queries = useQueryClient();
  const text = useQuery(consentTextQuery(language));
  const agree = useMutation({
    ...giveConsent(queries),
    onSuccess: () => controller.send({ type: 'agreed', asksCoaching }),
  });
  const errorText = useErrorText();
  const failed = agree.error && errorText(agree.error);

  return (
    <>
      <Panel title={text.data?.title ?? t('consent_title')} wide>
        {text.isError ? (
          <ErrorState error={text.error} onRetry={() => void text.refetch()} />
        ) : text.data ? (
          <ConsentBody
            body={text.data.body}
            version={t('consent_version', { version: text.data.version })}
          />
        ) : (
          <div className="space-y-3" aria-label={t('loading')}>
            {[1, 2, 3, 4, 5].map((line) => (
              <Skeleton key={line} className="h-5 w-full" />
            ))}
          </div>
        )}
        {failed && (
          <p role="alert" className="mt-4 text-sm font-medium text-danger-ink">
            {failed.title} {failed.detail}
          </p>
        )}
      </Panel>
      <Dock
        start={
          <Button look="quiet" onPress={() => controller.send({ type: 'declined' })}>
            {t('consent_decline')}
          </Button>
        }
        primary={
          <Primary
            testId="consent-agree"
            isDisabled={!text.data}
            isPending={agree.isPending}
            onPress={() => {
              if (text.data) agree.mutate(text.data);
            }}
          >
            {t('consent_agree')}
          </Primary>
        }
      />
    </>
  );
}

/** A no is an answer like any other. */
export function DeclinedPhase({ controller }: { controller: StudioController }) {
  const { t } = useTranslation('studio');
  return (
    <>
      <Panel title={t('declined_title')}>{t('declined_detail')}</Panel>
      <Dock
        start={
          <Button look="quiet" onPress={() => controller.send({ type: 'reconsidered' })}>
            {t('declined_again')}
          </Button>
        }
        primary={
          <LinkButton to="/videos" look="primary" size="lg" className="w-full">
            {t('to_videos')}
          </LinkButton>
        }
      />
    </>
  );
}
