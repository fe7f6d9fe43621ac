import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/hooks/useLanguage';
import type { StudioState } from '@/live/state';

/** From here on the end is near enough to be said. */
const LAST_MS = 10_000;

/** Says what changes to who does not see it: each sentence once, when the voice is free. */
export function Announcer({ state }: { state: StudioState }) {
  const { t } = useTranslation('studio');
  const { language } = useLanguage();
  const said = () => {
    switch (state.phase) {
      case 'connecting':
        return t('connecting');
      case 'ready':
        return t('say_ready');
      case 'countdown':
        return String(state.remaining);
      case 'recording': {
        const { run, session } = state;
        if (run.totalMs - run.elapsedMs <= LAST_MS) return t('say_last', { count: LAST_MS / 1000 });
        const step = session.script.steps[run.step.index];
        return step ? `${step.title[language]}. ${step.prompt[language]}` : t('recording');
      }
      case 'stopping':
        return t('say_stopped');
      default:
        return '';
    }
  };
  return (
    <p aria-live="polite" className="sr-only">
      {said()}
    </p>
  );
}
