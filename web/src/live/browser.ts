/** Which browser's buttons the help has to name. Behaviour never depends on this. */
export type BrowserName =
  'chrome' | 'edge' | 'firefox' | 'safari' | 'safari_ios' | 'chrome_android' | 'other';

export function browserOf(userAgent: string, touchPoints = 0): BrowserName {
  // An iPad calls itself a Mac; only it has a touch screen. All browsers there are Safari inside
  // and share its camera permission in the system's settings.
  const apple = userAgent.includes('Macintosh') && touchPoints > 1;
  if (apple || /iPhone|iPad|iPod/.test(userAgent)) return 'safari_ios';
  if (userAgent.includes('Firefox/')) return 'firefox';
  if (/Edg(?:e|A)?\//.test(userAgent)) return 'edge';
  if (/Chrome\/|Chromium\//.test(userAgent)) {
    return userAgent.includes('Android') ? 'chrome_android' : 'chrome';
  }
  return userAgent.includes('Safari/') ? 'safari' : 'other';
}
