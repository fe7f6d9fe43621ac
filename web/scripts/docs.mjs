// The documents of the project as pages below /docs/: plain HTML, one style sheet of our own,
// no script, so that they run under the same content security policy as the rest.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const out = join(root, 'web/dist/docs');

/** Every Markdown file that is served, from the project's root. */
async function sources() {
  const inFolder = async (folder) =>
    (await readdir(join(root, folder)))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => `${folder}/${name}`);
  return [
    'README.md',
    'ARCHITECTURE.md',
    ...(await inFolder('docs')),
    'pipelines/README.md',
    'models/README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...(await inFolder('docs/decisions')),
  ];
}

/** `docs/protocol.md` → `protocol.html`, `docs/decisions/0001-x.md` → `decisions-0001-x.html`. */
function pageName(source) {
  if (source === 'README.md') return 'index.html';
  const name = source.replace(/^docs\//, '').replace(/\.md$/, '');
  return `${name.replaceAll('/', '-').toLowerCase()}.html`;
}

const escapeHtml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const titleOf = (markdown, source) => /^#\s+(.+)$/m.exec(markdown)?.[1].trim() ?? source;

function render(markdown, source, pages) {
  const marked = new Marked({ gfm: true });
  marked.use({
    walkTokens(token) {
      if (token.type !== 'link' && token.type !== 'image') return;
      if (/^[a-z]+:|^#/.test(token.href)) return;
      const target = relative(root, resolve(root, dirname(source), token.href.split('#')[0]));
      if (target === 'docs/decisions') token.href = '#decisions';
      else if (pages.has(target)) token.href = pages.get(target);
      else if (target.startsWith('docs/images/')) token.href = target.slice('docs/'.length);
    },
  });
  return marked
    .parse(markdown)
    .replaceAll('<table>', '<div class="wide" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>');
}

function frame(title, body, current, list) {
  const links = list
    .map(({ page, title: name }) => {
      const here = page === current ? ' aria-current="page"' : '';
      return `<li><a href="${page}"${here}>${escapeHtml(name)}</a></li>`;
    })
    .join('\n');
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · JOBGATE Video Studio</title>
<link rel="stylesheet" href="docs.css">
<link rel="icon" href="/favicon.svg">
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<nav aria-label="Documents"><p><a href="/">JOBGATE Video Studio</a></p><ul>
${links}
</ul></nav>
<main id="text">
${body}
</main>
</body>
</html>
`;
}

const list = [];
for (const source of await sources()) {
  const markdown = await readFile(join(root, source), 'utf8');
  list.push({ source, markdown, page: pageName(source), title: titleOf(markdown, source) });
}
const pages = new Map(list.map(({ source, page }) => [source, page]));

await mkdir(join(out, 'images'), { recursive: true });
for (const { source, markdown, page, title } of list) {
  const body = render(markdown, source, pages);
  await writeFile(join(out, page), frame(title, body, page, list));
}
await writeFile(join(out, 'docs.css'), await readFile(join(root, 'web/scripts/docs.css')));
const images = await readdir(join(root, 'docs/images')).catch(() => []);
for (const image of images) {
  await writeFile(join(out, 'images', image), await readFile(join(root, 'docs/images', image)));
}
