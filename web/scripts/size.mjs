// The first load for log-in: entry, what it imports at once, and the log-in page, brotli-compressed.
// Fails above the budget of the design. Run after `npm run build`.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const BUDGET_BYTES = 200 * 1000;
const dist = new URL('../dist', import.meta.url).pathname;
const manifest = JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8'));

/** An entry and everything it imports statically. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) closure(imported, seen);
  return seen;
}

async function sent(file) {
  const path = join(dist, file);
  const compressed = await stat(`${path}.br`).catch(() => null);
  return (compressed ?? (await stat(path))).size;
}

async function measure(name, ...starts) {
  const keys = new Set(starts.flatMap((start) => [...closure(start)]));
  let total = 0;
  for (const key of keys) total += await sent(manifest[key].file);
  console.log(`${name.padEnd(12)} ${(total / 1000).toFixed(1).padStart(6)} kB of script`);
  return total;
}

const texts = ['common', 'auth'].map((name) => `src/i18n/locales/fr/${name}.json`);
const total = await measure('log-in', 'index.html', 'src/features/auth/LoginPage.tsx', ...texts);
for (const page of ['videos/VideosPage', 'videos/VideoPage', 'candidates/CandidatesPage']) {
  await measure(page.split('/')[1], 'index.html', `src/features/${page}.tsx`);
}
await measure('studio', 'index.html', 'src/app/StudioRoute.tsx');

if (total > BUDGET_BYTES) {
  console.error(`log-in loads ${total} bytes of script, more than ${BUDGET_BYTES}`);
  process.exit(1);
}
