import { useEffect } from 'react';

export type KeyActions = Readonly<Record<string, () => void>>;

const TYPING = 'input:not([type=range]):not([type=radio]), textarea, select, [contenteditable]';
/** They answer to space themselves. */
const PRESSABLE = 'button, [role=button], [role=radio], [role=menuitem], [role=option], input';

/** One-letter keys of a page. Silent while somebody types, in dialogs, and beside Ctrl, Alt, Meta. */
export function useKeys(actions: KeyActions): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(TYPING)) return;
      if (event.key === ' ' && target?.closest(PRESSABLE)) return;
      if (document.querySelector('[role=dialog], [role=alertdialog], [role=menu]')) return;
      const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [actions]);
}
