// Fails when a package that ships with the page is not under a permissive licence.
import { readFile } from 'node:fs/promises';

const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1', // the fonts
  'Unicode-3.0',
  'Unlicense',
  'Zlib',
]);

/** `(MIT OR GPL-2.0)` offers a choice; `(MIT AND ISC)` asks for both. */
function permitted(expression) {
  if (typeof expression !== 'string') return false;
  const plain = expression.replace(/[()]/g, '').trim();
  if (plain.includes(' OR '))
    return plain.split(' OR ').some((part) => PERMISSIVE.has(part.trim()));
  return plain.split(' AND ').every((part) => PERMISSIVE.has(part.trim()));
}

const root = new URL('../', import.meta.url);
const lock = JSON.parse(await readFile(new URL('package-lock.json', root), 'utf8'));
const shipped = Object.entries(lock.packages).filter(
  ([path, entry]) => path !== '' && !entry.dev && !entry.devOptional,
);

const refused = [];
for (const [path, entry] of shipped) {
  const installed = await readFile(new URL(`${path}/package.json`, root), 'utf8').catch(() => null);
  const licence = entry.license ?? (installed && JSON.parse(installed).license);
  if (!permitted(licence)) refused.push(`${path.replace(/^.*node_modules\//, '')}: ${licence}`);
}

if (refused.length > 0) {
  console.error(`Not permissive:\n  ${refused.join('\n  ')}`);
  process.exit(1);
}
console.log(`${shipped.length} packages ship with the page, all under permissive licences`);
