import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * Whether the picture lies under the words or below them. A wide picture in a tall window (a web
 * camera on a tablet held upright) would be a strip hidden by the words.
 */
export function useFit(shape: number): {
  ref: RefObject<HTMLElement | null>;
  fit: 'under' | 'below';
} {
  const ref = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(() => window.innerWidth / window.innerHeight);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const { width, height } = element.getBoundingClientRect();
      if (height > 0) setRoom(width / height);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, fit: room < 1 && shape > room * 1.6 ? 'below' : 'under' };
}
