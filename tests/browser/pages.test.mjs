/**
 * Every page in French and Arabic, light and dark, on a laptop and on a phone: nothing
 * serious for axe, nothing that does not fit, no complaint of the browser. The pictures
 * in `out/` are for people to look at.
 */

import assert from 'node:assert/strict';
import { Api } from './harness/api.mjs';
import { finished, noFaults } from './harness/checks.mjs';
import { axePath, inspect, LANGUAGES, tabTo } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';
import { enterStudio, getReady, start, waitForPhase, waitForReview } from './harness/studio.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {'fr' | 'ar'} Language */

/** A look a second, and a second for the models' first one. */
const GUIDANCE_WITHIN_MS = 10_000;

onStage('pages', (scene, stage) => {
  /**
   * A browser with axe in it.
   * @param {Api} [api] whose it is
   * @param {import('./harness/chromium.mjs').Wanted} [wanted]
   */
  async function inspector(api, wanted) {
    const browser = api ? await stage.browserOf(api, wanted) : await stage.browser(wanted);
    await browser.context.addInitScript({ path: axePath });
    return browser;
  }

  /** The device's choice, before anybody logs in. @param {Page} page @param {Language} language */
  async function speak(page, language) {
    await page.goto('/login');
    await page.evaluate((language) => localStorage.setItem('jobgate.language', language), language);
  }

  /**
   * @param {Awaited<ReturnType<typeof inspector>>} browser
   * @param {Language} language
   * @param {[string, string, string][]} places name, address, what shows that it is there
   */
  async function visit({ page, watch }, language, places) {
    const faults = [];
    for (const [name, address, sign] of places) {
      await page.goto(address);
      await page.locator(sign).locator('visible=true').first().waitFor();
      faults.push(...(await inspect(page, name, language)));
      noFaults(watch, `${name} in ${language}`);
    }
    return faults;
  }

  for (const language of LANGUAGES) {
    scene(`before anybody is logged in, in ${language}`, async () => {
      const browser = await inspector();
      const { page } = browser;
      await speak(page, language);
      const faults = await visit(browser, language, [
        ['login', '/login', 'input[type=password]'],
        ['signup', '/signup', 'input[type=password]'],
        ['nowhere', '/nowhere', 'h1, h2'],
      ]);
      await page.goto('/signup');
      await page.locator('button[type=submit]').click();
      await page.locator('[aria-invalid=true]').first().waitFor();
      faults.push(...(await inspect(page, 'signup-faults', language)));

      // The person's choice of a theme is there before the first paint.
      await page.evaluate(() => localStorage.setItem('jobgate.theme', 'dark'));
      await page.goto('/login', { waitUntil: 'commit' });
      await page.locator('input[type=password]').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
      assert.deepEqual(faults, []);
    });

    scene(`the candidate’s pages and the whole studio, in ${language}`, async () => {
      const person = stage.somebody('Salma');
      const api = await Api.signUp(stage.server.origin, { ...person, language });
      const browser = await inspector(api);
      const { page, watch } = browser;
      const faults = await visit(browser, language, [
        ['videos-empty', '/videos', 'main a[href^="/studio"]'],
        ['consent-none', '/consent', 'main h2'],
        ['security', '/security', '[data-testid="sessions"] li'],
        ['offers-none', '/offers?show=applications', 'main a[href="/offers"]'],
      ]);

      // The studio from phase to phase.
      const look = async (/** @type {string} */ name) => {
        faults.push(...(await inspect(page, `studio-${name}`, language, { fullPage: false })));
        noFaults(watch, `studio ${name} in ${language}`);
      };
      const live = await enterStudio(page, '/studio?script=test-long');
      await waitForPhase(page, 'consent');
      await page.getByTestId('consent-agree').and(page.locator(':enabled')).waitFor();
      await look('consent');
      await page.getByTestId('consent-agree').click();
      await waitForPhase(page, 'coaching_consent');
      await page.getByTestId('coaching-agree').and(page.locator(':enabled')).waitFor();
      await look('coaching-consent');
      await page.getByTestId('coaching-agree').click();
      await waitForPhase(page, 'devices');
      await look('devices');
      await getReady(page);
      await live.wait('guidance', GUIDANCE_WITHIN_MS);
      await look('ready');
      await start(page);
      await look('recording');
      await page.getByTestId('stop').click();
      await waitForReview(page);
      await page.getByTestId('review-player').locator('video').waitFor({ state: 'attached' });
      await look('review');
      await page.getByTestId('delete').click();
      await page.getByRole('alertdialog').waitFor();
      await look('delete');
      await page.keyboard.press('Escape');
      await page.getByTestId('visibility-all').click();
      await page.getByTestId('keep').click();
      await waitForPhase(page, 'kept');
      await look('kept');

      const take = await finished(api, live.one('sealed').message.take_id);
      faults.push(
        ...(await visit(browser, language, [
          ['videos', '/videos', 'main a[href^="/videos/"]'],
          ['video', `/videos/${take.video_id}`, 'main video'],
          ['profile', '/profile', 'main input'],
          ['consent', '/consent', 'main h2'],
          ['studio-again', `/studio/${take.video_id}`, '[data-testid="allow-camera"]'],
        ])),
      );
      assert.deepEqual(faults, []);
    });

    scene(`the recruiter’s pages, in ${language}`, async () => {
      const recruiter = await stage.recruiter();
      await recruiter.ok('PATCH', '/api/auth/me/', { language });
      // Whoever kept a take in the scene before.
      const { results } = await recruiter.get('/api/candidate/profiles/');
      assert.ok(results.length > 0, 'somebody has kept a take');
      const browser = await inspector(recruiter);
      const faults = await visit(browser, language, [
        ['candidates', '/candidates', `text=${results[0].last_name}`],
        ['person', `/candidates?person=${results[0].id}`, 'main video'],
        ['nobody-found', '/candidates?q=zzzzzz', 'main button'],
        ['offers-company', '/offers', 'main a[href="/offers/new"]'],
        ['offers-form', '/offers/new', 'main form'],
        ['security-recruiter', '/security', '[data-testid="sessions"] li'],
      ]);
      assert.deepEqual(faults, []);
    });
  }

  /** What failed before anybody looked. */
  const deadLetter = () =>
    stage.database.query(
      `INSERT INTO jobs (id, kind, payload, state, attempts, last_error, finished_at)
       VALUES (gen_random_uuid(), 'erase_objects', '{"keys": []}', 'dead', 5,
               'takes/0/master.mp4: No space left on device (os error 28)', now())`,
    );

  for (const language of LANGUAGES) {
    scene(`the administration, in ${language}`, async () => {
      await deadLetter();
      const admin = await stage.admin();
      await admin.ok('PATCH', '/api/auth/me/', { language });
      const browser = await inspector(admin);
      const { page, watch } = browser;
      const section = (/** @type {string} */ name) => `[data-testid="admin-${name}"]`;
      const faults = await visit(browser, language, [
        ['admin-videos', '/admin', `${section('videos')} li`],
        ['admin-users', '/admin?view=users', `${section('users')} li`],
        ['admin-companies', '/admin?view=companies', `${section('companies')} li`],
        ['admin-jobs', '/admin?view=jobs', `${section('jobs')} li`],
        ['admin-audit', '/admin?view=audit', `${section('audit')} li`],
      ]);
      assert.deepEqual(faults, []);

      // A dead letter goes back into the queue and is done.
      await page.goto('/admin?view=jobs');
      await page.locator(`${section('jobs')} li button`).click();
      await page.locator(`${section('jobs')} li`).waitFor({ state: 'detached' });
      // A company is founded, once.
      await page.goto('/admin?view=companies');
      for (const _ of [1, 2]) {
        await tabTo(page, `${section('companies')} input`);
        await page.keyboard.type(`Rif ${language}`);
        await page.keyboard.press('Enter');
        await page.getByText(`Rif ${language}`, { exact: true }).first().waitFor();
      }
      await page.locator(`${section('companies')} [aria-invalid=true]`).waitFor();
      // Somebody is found by a part of the address.
      await page.goto('/admin?view=users');
      await page.locator(`${section('users')} input[type=search]`).fill(admin.user.email);
      await page.getByText(admin.user.email).waitFor();
      // One video of those kept before is watched and rejected, with a reason for its candidate.
      await page.goto('/admin');
      const video = page.locator(`${section('videos')} li`).first();
      await video.waitFor();
      const waiting = await page.locator(`${section('videos')} li`).count();
      await video.getByRole('button').nth(0).click();
      await video.locator('video').waitFor({ state: 'attached' });
      await video.getByRole('button', { expanded: true }).first().click();
      await video.getByRole('button').nth(1).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button').last().click();
      await dialog.locator('[aria-invalid=true]').waitFor();
      await dialog.getByRole('textbox').fill('On n’entend pas la voix.');
      await dialog.getByRole('button').last().click();
      await dialog.waitFor({ state: 'detached' });
      await page.waitForFunction(
        ([selector, before]) => document.querySelectorAll(`${selector} li`).length < before,
        /** @type {const} */ ([section('videos'), waiting]),
      );
      // The browser notes by itself what the forms were refused.
      const complaints = watch.take().filter((line) => !line.includes('status of 422'));
      assert.deepEqual(complaints, []);
    });
  }

  scene('a refused camera is explained on every screen', async () => {
    const faults = [];
    for (const language of LANGUAGES) {
      const { api } = await stage.candidate('Amal');
      await api.ok('PATCH', '/api/auth/me/', { language });
      const { page } = await inspector(api, { permission: 'refused' });
      await enterStudio(page, '/studio?script=test-short');
      await page.getByTestId('allow-camera').click();
      await page.getByTestId('studio-error').waitFor();
      faults.push(...(await inspect(page, 'studio-refused', language, { fullPage: false })));
    }
    assert.deepEqual(faults, []);
  });

  scene('log in, consent, record and stop without a mouse', async () => {
    const person = stage.somebody('Dounia');
    await Api.signUp(stage.server.origin, person);
    const { page, watch } = await stage.browser();
    await page.goto('/login');
    await page.locator('input[type=password]').waitFor();
    await tabTo(page, 'input[type=email]');
    await page.keyboard.type(person.email);
    await tabTo(page, 'input[type=password]');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/videos');
    await page.locator('main a[href^="/studio"]').first().waitFor();
    await tabTo(page, 'main a[href^="/studio"]');
    await page.keyboard.press('Enter');
    await waitForPhase(page, 'consent');
    await page.getByTestId('consent-agree').and(page.locator(':enabled')).waitFor();
    await tabTo(page, '[data-testid="consent-agree"]');
    await page.keyboard.press('Enter');
    await waitForPhase(page, 'coaching_consent');
    await page.getByTestId('coaching-agree').and(page.locator(':enabled')).waitFor();
    await tabTo(page, '[data-testid="coaching-agree"]');
    await page.keyboard.press('Enter');
    await waitForPhase(page, 'devices');
    await tabTo(page, '[data-testid="allow-camera"]');
    await page.keyboard.press('Enter');
    await waitForPhase(page, 'ready', 30_000);
    await tabTo(page, '[data-testid="start"]');
    await page.keyboard.press('Enter');
    await waitForPhase(page, 'recording', 15_000);
    await tabTo(page, '[data-testid="stop"]');
    await page.keyboard.press('Space');
    await waitForReview(page);
    await tabTo(page, '[data-testid="keep"]');
    noFaults(watch, 'the keyboard alone');
  });
});
