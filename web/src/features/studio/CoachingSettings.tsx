import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/IconButton';
import { Switch } from '@/components/Switch';
import type { Coaching } from '@/live/coaching';

/** Two switches: what is shown, and whether anything is looked at. */
export function CoachingSettings({
  coaching,
  hidden,
  recording,
  onHidden,
  onAnalysis,
  onClose,
}: {
  coaching: Coaching;
  hidden: boolean;
  recording: boolean;
  onHidden: (hidden: boolean) => void;
  onAnalysis: (enabled: boolean) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('coaching');
  const { analysis, asked } = coaching;
  const on = asked ?? analysis === 'on';
  useEffect(() => {
    // Before the studio's own keys, of which escape stops the recording.
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      onClose();
    };
    window.addEventListener('keydown', closeOnEscape, { capture: true });
    return () => window.removeEventListener('keydown', closeOnEscape, { capture: true });
  }, [onClose]);
  return (
    <section
      aria-label={t('settings')}
      className="flex max-h-full w-full max-w-88 flex-col gap-4 overflow-y-auto rounded-lg border border-line bg-surface p-4 pt-2 shadow-lift"
    >
      <header className="-me-2 -mb-2 flex items-center">
        <h2 className="min-w-0 flex-1 font-semibold">{t('settings')}</h2>
        <IconButton icon={X} label={t('settings_close')} onPress={onClose} />
      </header>
      <Switch
        isSelected={!hidden}
        onChange={(shown) => onHidden(!shown)}
        description={t('show_detail')}
      >
        {t('show')}
      </Switch>
      {(analysis === 'on' || analysis === 'off') && (
        <Switch
          isSelected={on}
          isDisabled={recording && !on}
          onChange={onAnalysis}
          description={t(recording && !on ? 'analyse_stays_off' : 'analyse_detail')}
        >
          {t('analyse')}
        </Switch>
      )}
    </section>
  );
}
