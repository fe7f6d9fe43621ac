import { useCallback, useEffect, useState } from 'react';

/** Kept in this browser, as the devices and the theme are. */
const KEY = 'jobgate.coaching.hidden';
/** Shows and hides the coaching, wherever no text is written and nothing is chosen. */
const TOGGLE_KEY = 'g';
const WRITING =
  'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="listbox"], [role="menu"], [data-modal-overlay]';

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    return false;
  }
}

function write(hidden: boolean): void {
  try {
    if (hidden) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    // Then it lasts as long as the page.
  }
}

/** Whether gauges and hints are hidden. They go on being measured; the screen is calmer. */
export function useCoachingHidden(): [hidden: boolean, setHidden: (hidden: boolean) => void] {
  const [hidden, setHidden] = useState(read);
  const change = useCallback((next: boolean) => {
    setHidden(next);
    write(next);
  }, []);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target, repeat, ctrlKey, metaKey, altKey } = event;
      if (key.toLowerCase() !== TOGGLE_KEY || repeat || ctrlKey || metaKey || altKey) return;
      if (target instanceof Element && target.closest(WRITING)) return;
      change(!hidden);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [hidden, change]);

  return [hidden, change];
}
