import { useEffect, useState } from 'react';

const IDLE_AFTER_MS = 2_500;

/** True while `active` and nobody has moved, touched or typed for a moment. */
export function useIdle(active: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    if (!active) return;
    let timer: ReturnType<typeof setTimeout>;
    const stir = () => {
      setIdle(false);
      clearTimeout(timer);
      timer = setTimeout(() => setIdle(true), IDLE_AFTER_MS);
    };
    stir();
    const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    signs.forEach((sign) => {
      window.addEventListener(sign, stir, { passive: true });
    });
    return () => {
      clearTimeout(timer);
      setIdle(false);
      signs.forEach((sign) => {
        window.removeEventListener(sign, stir);
      });
    };
  }, [active]);
  return active && idle;
}
