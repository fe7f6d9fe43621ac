import { useCallback, useEffect, useRef, useState } from 'react';
import { takeCarriedNotes } from './notesCarry';
import type { Prepared, StudioRequests } from './requests';

/** A pause in writing after which the notes are saved. */
const SAVE_AFTER_MS = 900;

/** The private notes of the video: shown at once, saved when the writing pauses. */
export function useNotes(
  requests: StudioRequests,
  prepared: Prepared | null,
): { notes: string; setNotes: (notes: string) => void; save: () => void } {
  const [written, setWritten] = useState<string | null>(() => takeCarriedNotes() || null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const notes = written ?? prepared?.video?.private_notes ?? '';
  const dirty = written !== null;

  const save = useCallback(() => {
    clearTimeout(timer.current);
    // Saved again with the next change or the next take; nothing else waits for it.
    if (dirty) requests.saveNotes(notes).catch(() => undefined);
  }, [requests, notes, dirty]);

  useEffect(() => {
    if (!dirty) return;
    timer.current = setTimeout(save, SAVE_AFTER_MS);
    return () => clearTimeout(timer.current);
  }, [dirty, save]);

  return { notes, setNotes: setWritten, save };
}
