/** Notes on their way from a practice take to the real one: this tab only, read once. */

const KEY = 'jobgate.studio.notes';

export function carryNotes(notes: string): void {
  try {
    sessionStorage.setItem(KEY, notes);
  } catch {
    // Then they stay with the practice video.
  }
}

export function takeCarriedNotes(): string {
  try {
    const notes = sessionStorage.getItem(KEY) ?? '';
    sessionStorage.removeItem(KEY);
    return notes;
  } catch {
    return '';
  }
}
