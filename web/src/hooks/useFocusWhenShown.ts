import { useEffect, useRef, type RefObject } from 'react';

/** A new step of a form is where its reader goes on: the first field takes the focus, or the step itself. */
export function useFocusWhenShown<Element extends HTMLElement>(): RefObject<Element | null> {
  const ref = useRef<Element>(null);
  useEffect(() => {
    (ref.current?.querySelector('input') ?? ref.current)?.focus();
  }, []);
  return ref;
}
