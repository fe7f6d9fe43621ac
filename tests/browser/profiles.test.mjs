/** A profile and its CV as a file: sent, read, found, opened, replaced, erased. */

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Api } from './harness/api.mjs';
import { noFaults } from './harness/checks.mjs';
import { axePath, inspect, LANGUAGES } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** A child process and two looks of the page. */
const READ_WITHIN_MS = 30_000;

/** A real PDF, as a browser prints it. @param {Page} page @param {string} file @param {string} body */
async function print(page, file, body) {
  await page.setContent(`<!doctype html><meta charset="utf-8">${body}`);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.printToPDF');
  await writeFile(file, Buffer.from(data, 'base64'));
  return file;
}

/** @param {Page} page @param {string} state */
const shows = (page, state) =>
  page.locator(`[data-testid=cv] [data-state=${state}]`).waitFor({ timeout: READ_WITHIN_MS });

onStage('profiles', (scene, stage) => {
  scene('a candidate’s CV is read, found and opened, replaced and erased', async () => {
    const printer = await stage.browser();
    const written = await print(
      printer.page,
      join(stage.folder, 'CV de Salma.pdf'),
      '<h1>Salma</h1><p>Horlogère, restauration de pendules anciennes</p><p>خبيرة في الساعات</p>',
    );
    const scanned = await print(
      printer.page,
      join(stage.folder, 'scan.pdf'),
      '<svg width="200" height="200"><circle cx="100" cy="100" r="80" fill="teal"/></svg>',
    );
    const notes = join(stage.folder, 'notes.pdf');
    await writeFile(notes, 'No PDF at all');

    const { person, api } = await stage.candidate('Salma');
    const recruiting = await stage.recruiter();
    const offer = await recruiting.ok('POST', '/api/offers/', {
      title: 'Pendules',
      status: 'open',
    });
    await api.ok('POST', `/api/offers/${offer.id}/apply/`, {});
    const found = async (/** @type {string} */ word) => {
      const path = `/api/candidate/profiles/search/?q=${encodeURIComponent(word)}`;
      return (await recruiting.get(path)).count;
    };
    assert.equal(await found('horlogère'), 0);

    const { page, watch } = await stage.browserOf(api);
    await page.goto('/profile');
    const card = page.getByTestId('cv');
    const input = card.locator('input[type=file]');
    await input.waitFor({ state: 'attached' });
    await input.setInputFiles(notes);
    await card.getByRole('alert').getByText('PDF').waitFor();
    // The browser tells of each refused request.
    assert.equal(watch.take().length, 1, 'one refusal');

    await input.setInputFiles(written);
    await shows(page, 'read');
    assert.equal(await card.getByRole('alert').count(), 0, 'the refusal is over');
    // As it is written, by its stem, and in Arabic.
    for (const word of ['horlogère', 'pendule', 'الساعات']) {
      assert.equal(await found(word), 1, word);
    }

    const { page: theirs, watch: seen } = await stage.browser().then(async (browser) => {
      await recruiting.lend(browser.context);
      return browser;
    });
    await theirs.goto('/candidates');
    await theirs.getByText(person.last_name).first().click();
    const link = theirs.getByRole('link', { name: 'Ouvrir le CV' });
    await link.waitFor();
    const answer = await theirs.evaluate(
      async (url) => {
        const file = await fetch(url);
        return {
          type: file.headers.get('content-type'),
          begins: (await file.text()).slice(0, 5),
        };
      },
      await link.evaluate((a) => /** @type {HTMLAnchorElement} */ (a).href),
    );
    assert.deepEqual(answer, { type: 'application/pdf', begins: '%PDF-' });
    noFaults(seen, 'the recruiter’s');

    await input.setInputFiles(scanned);
    await shows(page, 'no_text');
    assert.equal(await found('horlogère'), 0);

    await card.getByRole('button', { name: 'Supprimer le CV' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Supprimer le CV' }).click();
    await card.getByRole('button', { name: 'Choisir un PDF' }).waitFor();
    assert.equal(await card.getByRole('link').count(), 0);
    assert.deepEqual(await stage.database.query('SELECT 1 FROM cv_files'), []);
    noFaults(watch, 'the candidate’s');
  });

  scene('it looks right in each of its states', async () => {
    const printer = await stage.browser();
    const file = await print(
      printer.page,
      join(stage.folder, 'cv.pdf'),
      '<p>Menuisière, escaliers et charpentes en bois de cèdre</p>',
    );
    /** @type {string[]} */
    const faults = [];
    for (const language of LANGUAGES) {
      const api = await Api.signUp(stage.server.origin, { ...stage.somebody('Amal'), language });
      const { page, context, watch } = await stage.browserOf(api);
      await context.addInitScript({ path: axePath });
      await page.goto('/profile');
      const input = page.getByTestId('cv').locator('input[type=file]');
      await input.waitFor({ state: 'attached' });
      faults.push(...(await inspect(page, 'profile-cv-none', language)));
      await input.setInputFiles(file);
      await shows(page, 'read');
      faults.push(...(await inspect(page, 'profile-cv-read', language)));
      noFaults(watch, `the profile in ${language}`);
    }
    assert.deepEqual(faults, []);
  });
});
