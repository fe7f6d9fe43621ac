import { useTranslation } from 'react-i18next';
import type { Take } from '@/api/models';
import { Notice } from '@/components/Notice';
import { useFormat } from '@/hooks/useFormat';
import { clock } from '@/lib/time';

/** What the network swallowed, measured and listed; and what a recovery saved. */
export function GapsNotice({ take }: { take: Take }) {
  const { t } = useTranslation('videos');
  const format = useFormat();
  if (take.state !== 'recovered' && take.gaps.length === 0) return null;
  return (
    <Notice
      kind="advice"
      className="mt-4"
      title={
        take.state === 'recovered'
          ? t('recovered', { count: Math.floor((take.duration_ms ?? 0) / 1000) })
          : undefined
      }
    >
      {take.state === 'recovered' && <p>{t('recovered_detail')}</p>}
      {take.gaps.length > 0 && (
        <p>
          {t('gaps', {
            count: take.gaps.length,
            places: format.list(
              take.gaps.map(({ from_ms, to_ms, kind }) =>
                t(kind === 'audio' ? 'gap_audio' : 'gap_video', {
                  at: clock(from_ms / 1000),
                  length: format.number(Math.round((to_ms - from_ms) / 100) / 10),
                }),
              ),
            ),
          })}
        </p>
      )}
    </Notice>
  );
}
