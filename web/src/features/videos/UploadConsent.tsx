import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { consentTextQuery, giveConsent } from '@/api/queries/studio';
import { Button } from '@/components/Button';
import { ErrorNotice } from '@/components/Notice';
import { Skeleton } from '@/components/states';
import { useLanguage } from '@/hooks/useLanguage';

/** As before a recording: nothing is taken without it. */
export function UploadConsent() {
  const { t } = useTranslation('videos');
  const { language } = useLanguage();
  const text = useQuery(consentTextQuery(language));
  const giving = useMutation(giveConsent(useQueryClient()));
  const failed = text.error ?? giving.error;
  if (!text.data) {
    return failed ? <ErrorNotice error={failed} /> : <Skeleton className="h-64 rounded-lg" />;
  }
  const { data } = text;
  return (
    <>
      <p className="text-ink-soft">{t('upload_consent')}</p>
      <h3 className="mt-4 font-semibold">{data.title}</h3>
      <div className="mt-2 flex flex-col gap-3 text-sm text-ink-soft">
        {data.body.split(/\n{2,}/u).map((paragraph) => (
          <p key={paragraph} className="whitespace-pre-line">
            {paragraph}
          </p>
        ))}
      </div>
      {failed !== null && <ErrorNotice error={failed} className="mt-4" />}
      {/* In sight however long the text is. */}
      <div className="sticky bottom-0 -mx-6 mt-6 -mb-6 flex justify-end border-t border-line bg-surface px-6 py-4">
        <Button
          look="primary"
          isPending={giving.isPending}
          onPress={() => giving.mutate(data)}
          data-testid="upload-agree"
        >
          {t('upload_agree')}
        </Button>
      </div>
    </>
  );
}
