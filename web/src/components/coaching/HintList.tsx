import { useTranslation } from 'react-i18next';
import type { QualityHint } from '@/api/models';
import { clock } from '@/lib/time';
import { CRITERION_ICONS } from './criteria';

/** The same hints in words, numbered as on the line. */
export function HintList({
  hints,
  onSeek,
}: {
  hints: readonly QualityHint[];
  onSeek: (timeS: number) => void;
}) {
  const { t } = useTranslation('coaching');
  return (
    <table className="mt-2 w-full text-sm" data-testid="hint-list">
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('column_number')}</th>
          <th scope="col">{t('column_time')}</th>
          <th scope="col">{t('column_hint')}</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-y border-line">
        {hints.map((hint, index) => {
          const Icon = CRITERION_ICONS[hint.criterion];
          const from = clock(hint.from_ms / 1000);
          const to = clock(hint.to_ms / 1000);
          return (
            <tr key={`${hint.code} ${hint.from_ms}`}>
              <td className="w-6 text-center text-xs font-semibold text-ink-soft nums">
                {index + 1}
              </td>
              <td className="w-px py-0.5 ps-2 pe-3 whitespace-nowrap">
                <button
                  type="button"
                  onClick={() => onSeek(hint.from_ms / 1000)}
                  className="inline-flex min-h-11 cursor-pointer items-center rounded-sm text-accent-ink nums underline-offset-4 hover:underline"
                >
                  <span className="sr-only">{t('go_to')}&nbsp;</span>
                  <bdi dir="ltr">
                    {from} – {to}
                  </bdi>
                </button>
              </td>
              <td className="py-2">
                <span className="flex items-start gap-2">
                  <Icon aria-hidden className="mt-px size-4.5 shrink-0 text-ink-faint" />
                  <span>
                    <span className="sr-only">
                      {t('criterion_colon', { name: t(hint.criterion) })}
                    </span>
                    {hint.text}
                  </span>
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
