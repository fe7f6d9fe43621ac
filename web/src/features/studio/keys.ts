import { useEffect } from 'react';

/** Whether a key belongs to what has the focus. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input, textarea, select, button, a, video, [contenteditable], [role="slider"], [role="option"], [role="menuitem"], [data-modal-overlay]',
    ) !== null
  );
}

/**
 * Space and enter press the one primary button wherever the focus is not on something of its own;
 * escape does `onEscape`.
 */
export function useStudioKeys(onEscape: (() => void) | null): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      if (event.key === 'Escape') {
        if (!onEscape || document.querySelector('[data-modal-overlay]')) return;
        event.preventDefault();
        onEscape();
        return;
      }
      if ((event.key !== ' ' && event.key !== 'Enter') || isTaken(event.target)) return;
      const primary = document.querySelector<HTMLButtonElement>('[data-primary]:not([disabled])');
      if (!primary) return;
      event.preventDefault();
      primary.click();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onEscape]);
}
