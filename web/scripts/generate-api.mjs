// Writes src/api/schema.d.ts from the server's src/api/openapi.json; `--check` only compares.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import * as prettier from 'prettier';

const source = new URL('../src/api/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);

/** Closed sets of words that the document calls plain strings. */
const WORDS = {
  Language: ['fr', 'en', 'ar'],
  TakeState: ['armed', 'recording', 'sealed', 'recovered', 'damaged', 'discarded'],
  GapKind: ['audio', 'video'],
};
const PLACES = [
  ['User', 'language', 'Language'],
  ['Signup', 'language', 'Language'],
  ['ChangeMe', 'language', 'Language'],
  ['Consent', 'language', 'Language'],
  ['ConsentText', 'language', 'Language'],
  ['GiveConsent', 'language', 'Language'],
  ['Take', 'state', 'TakeState'],
  ['Gap', 'kind', 'GapKind'],
];

/** The schemas a value leads to. */
function reach(value, schemas, found = new Set()) {
  if (Array.isArray(value)) value.forEach((item) => reach(item, schemas, found));
  else if (value !== null && typeof value === 'object') {
    const name = typeof value.$ref === 'string' ? value.$ref.split('/').at(-1) : undefined;
    if (name !== undefined && !found.has(name)) {
      found.add(name);
      reach(schemas[name], schemas, found);
    }
    Object.values(value).forEach((item) => reach(item, schemas, found));
  }
  return found;
}

function mayBeNull(schema) {
  return (
    schema.type === 'null' ||
    (Array.isArray(schema.type) && schema.type.includes('null')) ||
    (schema.oneOf ?? []).some(mayBeNull)
  );
}

const document = JSON.parse(await readFile(source, 'utf8'));
// The client calls /api/ alone; media links come whole, inside answers.
document.paths = Object.fromEntries(
  Object.entries(document.paths).filter(([path]) => path.startsWith('/api/')),
);
// Their ids repeat from one feature to the next, which the generator refuses.
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) delete operation.operationId;
}
const { schemas } = document.components;
for (const [schema, property, word] of PLACES) {
  const at = schemas[schema]?.properties;
  if (!at?.[property]) throw new Error(`openapi.json has no ${schema}.${property} any more`);
  if (at[property].enum || at[property].$ref) continue;
  const nullable = mayBeNull(at[property]);
  at[property] = { ...at[property], type: 'string', enum: WORDS[word] };
  if (nullable) at[property] = { oneOf: [{ type: 'null' }, at[property]] };
}
// A page of rows repeats the row's whole shape; by its name the types are the same ones.
for (const [name, schema] of Object.entries(schemas)) {
  const row = /^Page_(\w+)$/.exec(name)?.[1];
  if (row) schema.properties.results.items = { $ref: `#/components/schemas/${row}` };
}
// An answer always names its fields and writes null; only in a request may one be left out.
const sent = reach(
  Object.values(document.paths).flatMap((path) =>
    Object.values(path).map((operation) => operation.requestBody ?? null),
  ),
  schemas,
);
for (const [name, schema] of Object.entries(schemas)) {
  if (sent.has(name) || !schema.properties) continue;
  schema.required = Object.keys(schema.properties).filter(
    (key) => schema.required?.includes(key) || mayBeNull(schema.properties[key]),
  );
}

const options = await prettier.resolveConfig(target.pathname);
const text = await prettier.format(
  astToString(await openapiTS(document, { defaultNonNullable: false })),
  {
    ...options,
    filepath: target.pathname,
  },
);
if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8')) !== text) {
    console.error('src/api/schema.d.ts is not what openapi.json says: npm run generate:api');
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
