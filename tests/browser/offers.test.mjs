/** An offer from its draft to what becomes of an application, by both sides. */

import assert from 'node:assert/strict';
import { noFaults } from './harness/checks.mjs';
import { axePath, inspect, LANGUAGES, tabTo } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';

/** @typedef {import('./harness/api.mjs').Api} Api */

onStage('offers', (scene, stage) => {
  /** @param {Api} api @param {'fr' | 'ar'} language */
  async function browserOf(api, language) {
    await api.ok('PATCH', '/api/auth/me/', { language });
    const browser = await stage.browserOf(api);
    await browser.context.addInitScript({ path: axePath });
    return browser;
  }

  for (const language of LANGUAGES) {
    scene(`made, opened, applied to, judged, withdrawn and closed, in ${language}`, async () => {
      const title = `Développeuse Rust ${language}`;
      const faults = /** @type {string[]} */ ([]);
      const recruiter = await browserOf(await stage.recruiter(), language);
      const { api } = await stage.candidate('Hajar');
      const candidate = await browserOf(api, language);
      const offers = recruiter.page;
      const own = candidate.page;
      const answered = (/** @type {string} */ method) =>
        offers.waitForResponse((one) => one.request().method() === method && one.ok());
      const look = async (/** @type {import('playwright-core').Page} */ page, name = '') =>
        faults.push(...(await inspect(page, `offers-${name}`, language)));

      // A draft, with the keyboard alone.
      await offers.goto('/offers');
      await offers.locator('main h1').waitFor();
      await tabTo(offers, 'main a[href="/offers/new"]');
      await offers.keyboard.press('Enter');
      await tabTo(offers, 'main input[name=title]');
      await offers.keyboard.press('Enter');
      await offers.locator('[aria-invalid=true]').waitFor();
      await offers.keyboard.type(title);
      await offers.locator('[name=location]').fill('Casablanca');
      await offers.locator('[name=description]').fill('Un petit groupe.\nDe grands fichiers.');
      await look(offers, 'new');
      await tabTo(offers, 'main button[type=submit]');
      await offers.keyboard.press('Enter');
      await offers.waitForURL(/\/offers\/[0-9a-f-]{36}$/);
      const path = new URL(offers.url()).pathname;
      // Nobody else sees it.
      assert.equal((await api.call('GET', `/api${path}/`)).status, 404);
      await own.goto('/offers');
      await own.locator('main h1').waitFor();
      assert.equal(await own.getByText(title).count(), 0);

      // Opened, it is found and applied to.
      await offers.locator('main header ~ div button').first().click();
      await offers.locator('#applications-title').waitFor();
      await own.reload();
      await look(own, 'open');
      await own.getByRole('link', { name: title }).click();
      await own.locator('[name=message]').fill('Je sais écrire des protocoles.');
      await look(own, 'apply');
      await own.getByTestId('apply').click();
      await own.getByTestId('own-application').waitFor();
      await look(own, 'applied');
      noFaults(candidate.watch, 'applying');

      // The company reads it, sees who it is and says what becomes of it.
      await offers.reload();
      const application = offers.getByTestId('application');
      await application.getByText('Je sais écrire des protocoles.').waitFor();
      await look(offers, 'applications');
      const [{ id }] = (await api.get('/api/applications/')).results;
      await application.getByRole('button').click();
      await Promise.all([answered('PUT'), offers.getByRole('option').nth(1).click()]);
      assert.equal((await api.get(`/api/applications/${id}/`)).status, 'shortlisted');
      await application.getByRole('link').click();
      await offers.waitForURL(/\/candidates\?person=/);
      await offers.locator('article').getByText('Hajar').waitFor();
      noFaults(recruiter.watch, 'judging');

      // The candidate sees it, and takes it back.
      await own.goto('/offers?show=applications');
      await own.getByRole('link', { name: title }).waitFor();
      await look(own, 'own');
      await own.getByRole('link', { name: title }).click();
      await own.getByTestId('own-application').getByRole('button').click();
      await own.getByRole('alertdialog').getByRole('button').last().click();
      await own.getByTestId('apply').waitFor();
      assert.equal((await api.get(`/api/applications/${id}/`)).status, 'withdrawn');

      // Changed and closed; the company no longer knows who had applied.
      await offers.goto(path);
      await application.waitFor();
      assert.equal(await application.getByText('Hajar').count(), 0);
      assert.equal(await application.getByRole('button').count(), 0);
      const [state, edit] = [0, 1].map((at) => offers.locator('main header ~ div button').nth(at));
      await edit.click();
      await offers.locator('[name=location]').fill('Tanger');
      await offers.locator('main button[type=submit]').click();
      await offers.locator('main header').getByText('Tanger').waitFor();
      await Promise.all([answered('PUT'), state.click()]);
      assert.equal((await api.get(`/api${path}/`)).status, 'closed');
      await own.reload();
      await own.locator('main h1').waitFor();
      await own.getByTestId('apply').waitFor({ state: 'detached' });
      assert.deepEqual(faults, []);
    });
  }

  scene('what closed meanwhile is said, and nothing is sent', async () => {
    const recruiter = await stage.recruiter();
    const { id } = await recruiter.ok('POST', '/api/offers/', { title: 'Bref', status: 'open' });
    const { api } = await stage.candidate('Ilyas');
    const { page } = await browserOf(api, 'fr');
    await page.goto(`/offers/${id}`);
    await page.locator('[name=message]').fill('Bonjour.');
    await recruiter.ok('PUT', `/api/offers/${id}/`, { status: 'closed' });
    await page.getByTestId('apply').click();
    // Who has not applied does not see it any more.
    await page.getByRole('alert').waitFor();
    assert.equal((await api.get('/api/applications/')).results.length, 0);
  });
});
