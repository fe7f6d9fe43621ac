/** A profile: its education and experience, and its CV as a file. */

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

  scene('education is added with the keyboard, refused at its field, saved and read', async () => {
    const { person, api } = await stage.candidate('Houda');
    const address = `/api/candidate/profiles/${api.user.profile_id}/`;
    // What a resume says beside the profile stays with its entry.
    const work = [
      { name: 'Atlas', position: 'Comptable', startDate: '2019', highlights: ['Paie'] },
      { name: 'Rif', position: 'Stagiaire', startDate: '2018', endDate: '2019' },
    ];
    await api.ok('PUT', `${address}resume/`, { work });
    const recruiting = await stage.recruiter();
    const offer = await recruiting.ok('POST', '/api/offers/', { title: 'Paie', status: 'open' });
    await api.ok('POST', `/api/offers/${offer.id}/apply/`, {});

    const { page, watch } = await stage.browserOf(api);
    await page.goto('/profile');
    const education = page.getByTestId('education');
    const field = (/** @type {string} */ name) => page.locator(`[name="${name}"]`);
    const focused = (/** @type {string} */ name) =>
      page.waitForFunction((name) => document.activeElement?.getAttribute('name') === name, name);
    await education.getByRole('button', { name: 'Ajouter une formation' }).focus();
    await page.keyboard.press('Enter');
    await focused('education.0.institution');
    await field('education.0.study_type').fill('Licence');
    await field('education.0.start_date').fill('09/2015');
    await field('education.0.end_date').fill('2014');

    // The page knows what a date is; that a school is needed the server says.
    const save = page.locator('main button[type=submit]');
    await save.click();
    await focused('education.0.end_date');
    await education.getByText('La fin est avant le début.').waitFor();
    assert.equal(await field('education.0.start_date').inputValue(), '2015-09');
    await field('education.0.end_date').fill('2018');
    await save.click();
    await focused('education.0.institution');
    const told = await field('education.0.institution').getAttribute('aria-describedby');
    assert.ok(told, 'what is wrong is read with the field');
    // The browser tells of each refused request.
    assert.equal(watch.take().length, 1, 'one refusal');
    await field('education.0.institution').fill('ENCG Settat');

    const experience = page.getByTestId('experience');
    await experience.getByRole('button', { name: 'Descendre : Expérience 1' }).click();
    const saved = page.waitForResponse(
      (answer) => answer.request().method() === 'PUT' && answer.status() === 200,
    );
    await save.click();
    await saved;

    await page.reload();
    await education.getByRole('button', { name: 'Licence' }).click();
    assert.equal(await field('education.0.institution').inputValue(), 'ENCG Settat');
    assert.equal(await field('education.0.start_date').inputValue(), '2015-09');
    const resume = await api.get(`${address}resume/`);
    assert.deepEqual(resume.work, [work[1], work[0]]);

    const { page: theirs, watch: seen } = await stage.browserOf(recruiting);
    await theirs.goto('/candidates');
    await theirs.getByText(person.last_name).first().click();
    await theirs.getByText('ENCG Settat').waitFor();
    await theirs.getByText('2015-09 – 2018').waitFor();
    noFaults(seen, 'the recruiter’s');

    await education.getByRole('button', { name: /^Retirer Formation 1/ }).click();
    const add = education.getByRole('button', { name: 'Ajouter une formation' });
    await page.waitForFunction(
      (button) => document.activeElement === button,
      await add.elementHandle(),
    );
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
      await api.ok('PUT', `/api/candidate/profiles/${api.user.profile_id}/`, {
        experience: [
          { name: 'Atlas Bois', position: 'Cheffe d’atelier', start_date: '2021-09' },
          { name: 'Rif', position: 'Menuisière', start_date: '2018', end_date: '2021-08' },
        ],
      });
      await page.goto('/profile');
      const input = page.getByTestId('cv').locator('input[type=file]');
      await input.waitFor({ state: 'attached' });
      await page.getByTestId('experience').locator('[data-part=head]').first().click();
      await page.getByTestId('education').locator('[data-part=add]').click();
      await page.locator('[name="education.0.start_date"]').fill('2016');
      await page.locator('main button[type=submit]').click();
      await page.locator('[aria-invalid=true]').waitFor();
      faults.push(...(await inspect(page, 'profile-entries', language)));
      await page.reload();
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
