import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { consentTextQuery, giveConsent } from '@/api/queries/studio';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ErrorState, Skeleton, useErrorText } from '@/components/states';
import { useLanguage } from '@/hooks/useLanguage';
import { useUser } from '@/hooks/useSession';
import { rememberCoaching } from '@/lib/coachingChoice';
import type { StudioController } from '@/live/controller';
import { Dock } from './Dock';
import { Panel } from './Panel';
import { ConsentBody } from './ConsentBody';

/** A question of its own beside the recording: the yes and the no weigh the same, and both lead on. */
export function CoachingConsentPhase({ controller }: { controller: StudioController }) {
  const { t } = useTranslation('coaching');
  const question = useQuestion(() => controller.send({ type: 'coaching_answered' }));
  return (
    <>
      <Panel title={question.text.data?.title ?? t('consent_title')} wide>
        <Question {...question} />
      </Panel>
      <Dock primary={<Answers {...question} />} />
    </>
  );
}

/** The same question for who said no before and asks for it now: a yes joins anew. */
export function CoachingConsentDialog({
  controller,
  isOpen,
  onClose,
}: {
  controller: StudioController;
  isOpen: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('coaching');
  const question = useQuestion((answer) => {
    onClose();
    if (answer === 'yes') controller.send({ type: 'rejoin' });
  }, isOpen);
  return (
    <Dialog
      size="lg"
      title={question.text.data?.title ?? t('consent_title')}
      isOpen={isOpen}
      onClose={onClose}
      actions={<Answers {...question} />}
    >
      <div className="text-ink-soft">
        <Question {...question} />
      </div>
    </Dialog>
  );
}

function useQuestion(onAnswer: (answer: 'yes' | 'no') => void, enabled = true) {
  const { language } = useLanguage();
  const user = useUser();
  const queries = useQueryClient();
  const text = useQuery({ ...consentTextQuery(language, 'analyse'), enabled });
  const answered = (answer: 'yes' | 'no') => {
    rememberCoaching(user.id, answer);
    onAnswer(answer);
  };
  const agree = useMutation({
    ...giveConsent(queries),
    onSuccess: () => {
      // Not waited for: the next page that shows consents asks again.
      void queries.invalidateQueries({ queryKey: ['consents'] });
      answered('yes');
    },
  });
  return { text, agree, onNo: () => answered('no') };
}

type QuestionProps = ReturnType<typeof useQuestion>;

function Question({ text, agree }: QuestionProps) {
  const { t } = useTranslation('coaching');
  const errorText = useErrorText();
  const failed = agree.error && errorText(agree.error);
  return (
    <>
      {text.isError ? (
        <ErrorState error={text.error} onRetry={() => void text.refetch()} />
      ) : text.data ? (
        <ConsentBody
          body={text.data.body}
          version={t('consent_version', { version: text.data.version })}
        />
      ) : (
        <div className="space-y-3">
          {[1, 2, 3].map((line) => (
            <Skeleton key={line} className="h-5 w-full" />
          ))}
        </div>
      )}
      {failed && (
        <p role="alert" className="mt-4 text-sm font-medium text-danger-ink">
          {failed.title} {failed.detail}
        </p>
      )}
    </>
  );
}

function Answers({ text, agree, onNo }: QuestionProps) {
  const { t } = useTranslation('coaching');
  return (
    <div className="grid w-full gap-2 sm:grid-cols-2 lg:grid-cols-1">
      <Button
        data-testid="coaching-agree"
        look="secondary"
        size="lg"
        className="w-full"
        isDisabled={!text.data}
        isPending={agree.isPending}
        onPress={() => {
          if (text.data) agree.mutate(text.data);
        }}
      >
        {t('consent_yes')}
      </Button>
      <Button
        data-testid="coaching-decline"
        look="secondary"
        size="lg"
        className="w-full"
        isDisabled={agree.isPending}
        onPress={onNo}
      >
        {t('consent_no')}
      </Button>
    </div>
  );
}
