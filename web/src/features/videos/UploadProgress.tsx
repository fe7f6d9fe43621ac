import { useTranslation } from 'react-i18next';
import { ProgressBar } from 'react-aria-components';
import { useFormat } from '@/hooks/useFormat';
import { cx } from '@/lib/cx';

/** How far it has come; at the end the server looks at the file. */
export function UploadProgress({
  name,
  sent,
  total,
}: {
  name: string;
  sent: number;
  total: number;
}) {
  const { t } = useTranslation('videos');
  const format = useFormat();
  const hasLeft = total > 0 && sent >= total;
  const label = hasLeft ? t('upload_checking') : t('upload_sending');
  return (
    <div className="py-6">
      <p className="font-medium break-words">
        <bdi>{name}</bdi>
      </p>
      <ProgressBar
        value={sent}
        maxValue={Math.max(total, 1)}
        isIndeterminate={hasLeft}
        aria-label={label}
        className="mt-4"
      >
        {({ percentage }) => (
          <span className="block h-2 overflow-hidden rounded-full bg-line">
            <span
              className={cx(
                'block h-full rounded-full bg-accent',
                // Nothing tells how long it takes: then it breathes.
                hasLeft && 'animate-pulse',
              )}
              style={{ width: `${String(percentage ?? 100)}%` }}
            />
          </span>
        )}
      </ProgressBar>
      <p aria-live="polite" className="mt-3 text-sm text-ink-soft">
        {label}
      </p>
      <p className="mt-1 text-sm text-ink-faint nums">
        {t('upload_sent_of', {
          sent: format.megabytes(sent),
          total: format.megabytes(total),
        })}
      </p>
    </div>
  );
}
