import { useCallback, useEffect, useRef, useState } from 'react';

/** How long the controls stay over a picture that plays untouched. */
const HIDE_AFTER_MS = 2_500;

export function useControlsShown(): { shown: boolean; show: () => void } {
  const [shown, setShown] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = useCallback(() => {
    setShown(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(false), HIDE_AFTER_MS);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { shown, show };
}
