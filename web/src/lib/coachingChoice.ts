/** A no to being analysed, kept in this browser for this person, so that it is not asked again. */

const KEY = 'jobgate.coaching.declined';

export function hasDeclinedCoaching(userId: string): boolean {
  try {
    return localStorage.getItem(KEY) === userId;
  } catch {
    return false;
  }
}

export function rememberCoaching(userId: string, answer: 'yes' | 'no'): void {
  try {
    if (answer === 'no') localStorage.setItem(KEY, userId);
    else if (localStorage.getItem(KEY) === userId) localStorage.removeItem(KEY);
  } catch {
    // Private browsing or a full store: then it is asked again next time.
  }
}
