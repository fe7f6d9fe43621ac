import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coaching } from '@/live/coaching';

/**
 * Says a hint once, when the voice is free, and once that it is over: never each second. Silent where
 * the coaching is hidden or off; a pause of the line says nothing and forgets nothing.
 */
export function HintVoice({ coaching, silent }: { coaching: Coaching; silent: boolean }) {
  const { t } = useTranslation('coaching');
  const [said, setSaid] = useState<{ code: string | null; text: string }>({ code: null, text: '' });
  const { guidance, paused } = coaching;
  const hint = guidance?.hint ?? null;

  if (silent || !guidance) {
    if (said.text !== '') setSaid({ code: null, text: '' });
  } else if (!paused && hint?.code !== (said.code ?? undefined)) {
    setSaid(hint ? { code: hint.code, text: hint.text } : { code: null, text: t('better') });
  }
  return (
    <p aria-live="polite" data-testid="hint-voice" className="sr-only">
      {said.text}
    </p>
  );
}
