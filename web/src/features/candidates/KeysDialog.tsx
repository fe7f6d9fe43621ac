import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/Dialog';

const KEYS = [
  [['j'], 'key_next'],
  [['k'], 'key_previous'],
  [['keys_space'], 'key_play'],
  [['←', '→'], 'key_skip'],
  [['<', '>'], 'key_speed'],
  [['m'], 'key_mute'],
  [['f'], 'key_fullscreen'],
  [['1', '…', '5'], 'key_rate'],
  [['/'], 'key_search'],
  [['?'], 'key_help'],
] as const;

export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('candidates');
  return (
    <Dialog title={t('keys')} isOpen={isOpen} onClose={onClose}>
      <dl className="flex flex-col">
        {KEYS.map(([keys, does]) => (
          <div
            key={does}
            className="flex items-center justify-between gap-6 border-t border-line py-2 first:border-t-0"
          >
            <dt className="text-ink-soft">{t(does)}</dt>
            <dd dir="ltr" className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="flex h-7 min-w-7 items-center justify-center rounded-sm border border-line-strong px-2 font-sans text-sm"
                >
                  {key === 'keys_space' ? t('keys_space') : key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
