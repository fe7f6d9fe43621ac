/** What the link of a letter carries behind `#token=`, where no server sees it. */
export function tokenOf(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/u, '')).get('token');
  return token === '' ? null : token;
}
