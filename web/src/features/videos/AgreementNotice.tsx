import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { linkToCv } from '@/api/queries/videos';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { useErrorText } from '@/components/states';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';

/** What changed in the profile since the video was linked to it; `presentation_old` is time alone. */
const CHANGES = ['skills', 'languages', 'education', 'experience'] as const;

/** What is written may no longer be what is said. Its owner decides whether both still fit. */
export function AgreementNotice({ video }: { video: Video }) {
  const { t } = useTranslation('videos');
  const format = useFormat();
  const errorText = useErrorText();
  const linking = useMutation(linkToCv(useQueryClient()));
  if (!video.cv_update_suggested) return null;
  const reasons = video.cv_update_reasons;
  const parts = CHANGES.filter((part) => reasons.includes(`${part}_changed`));
  const isOld = reasons.includes('presentation_old');
  return (
    <div data-testid="agreement" className="mt-4">
      <Notice kind="advice" title={t('agreement')}>
        {parts.length > 0 && (
          <p>
            {t('agreement_changed', {
              parts: format.list(parts.map((part) => t(`agreement_${part}`))),
            })}
          </p>
        )}
        {isOld && <p>{t('agreement_old')}</p>}
        {parts.length > 0 && (
          <Button
            className="mt-3"
            isPending={linking.isPending}
            onPress={() =>
              linking.mutate(video.id, {
                onError: (error) => {
                  const { title, detail } = errorText(error);
                  toast('danger', title, detail);
                },
              })
            }
          >
            {t('agreement_fits')}
          </Button>
        )}
      </Notice>
    </div>
  );
}
