/** Logging in with a second step, and ending what one left logged in elsewhere. */

import assert from 'node:assert/strict';
import { Api } from './harness/api.mjs';
import { noFaults } from './harness/checks.mjs';
import { axePath, inspect, LANGUAGES, tabTo } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';
import { codeOf } from './harness/totp.mjs';

/** @typedef {import('playwright-core').Page} Page */

onStage('two-step', (scene, stage) => {
  /** As if half a minute had gone by: a code is good once. */
  const nextStep = () => stage.database.query('UPDATE totp SET last_step = last_step - 10');

  /** @param {Page} page @param {{ email: string, password: string }} person */
  async function password(page, { email, password }) {
    await page.locator('input[type=email]').fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
  }

  for (const language of LANGUAGES) {
    scene(`set up, used at the door and switched off, in ${language}`, async () => {
      const person = stage.somebody('Salma');
      const api = await Api.signUp(stage.server.origin, { ...person, language });
      const browser = await stage.browserOf(api);
      await browser.context.addInitScript({ path: axePath });
      const { page, watch } = browser;
      const faults = /** @type {string[]} */ ([]);
      const look = async (/** @type {string} */ name) => {
        faults.push(...(await inspect(page, `two-step-${name}`, language)));
      };
      const card = page.getByTestId('two-step');

      await page.goto('/security');
      await tabTo(page, '[data-testid="two-step"] button');
      await page.keyboard.press('Enter');
      // The focus follows the steps.
      await page.locator('input[type=password]:focus').waitFor();
      await look('password');
      await page.keyboard.type(person.password);
      await page.keyboard.press('Enter');
      const key = await page.getByTestId('totp-key').innerText();
      await card.getByRole('img').waitFor();
      await look('app');
      await tabTo(page, 'input[name=code]');
      await page.keyboard.type(codeOf(key));
      await page.keyboard.press('Enter');
      const list = page.getByTestId('recovery-codes').getByRole('listitem');
      await list.first().waitFor();
      const codes = await list.allInnerTexts();
      assert.equal(codes.length, 10);
      await look('recovery-codes');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        card.getByRole('button').nth(1).click(),
      ]);
      assert.match(download.suggestedFilename(), /\.txt$/);
      await card.getByRole('button').last().click();
      await card.getByRole('button').first().waitFor();
      await look('on');
      noFaults(watch, 'setting it up');

      // The door asks for a code now, and takes it once.
      const { page: door, context } = await stage.browser();
      await context.addInitScript({ path: axePath });
      await door.goto('/login');
      await door.evaluate((one) => localStorage.setItem('jobgate.language', one), language);
      await door.goto('/login');
      await password(door, person);
      await door.locator('input[name=code]:focus').waitFor();
      faults.push(...(await inspect(door, 'login-code', language)));
      await door.keyboard.type('000000');
      await door.keyboard.press('Enter');
      await door.getByRole('alert').waitFor();
      faults.push(...(await inspect(door, 'login-code-wrong', language)));
      await nextStep();
      await door.locator('input[name=code]').fill(codeOf(key));
      await door.keyboard.press('Enter');
      await door.waitForURL('**/videos');

      // With a code from paper, and then off again.
      await card.getByRole('button').last().click();
      await page.locator('input[type=password]:focus').waitFor();
      await look('switching-off');
      await page.keyboard.type(person.password);
      await tabTo(page, 'input[name=code]');
      await page.keyboard.type(codes[0]);
      await page.keyboard.press('Enter');
      await card.locator('input').first().waitFor({ state: 'detached' });
      assert.deepEqual(await api.get('/api/auth/totp/'), {
        on_since: null,
        recovery_codes_left: 0,
      });
      assert.deepEqual(faults, []);
    });
  }

  scene('a device that was left logged in is ended from another', async () => {
    const { api, person } = await stage.candidate('Amal');
    const { page: left } = await stage.browser();
    await left.goto('/login');
    await password(left, person);
    await left.waitForURL('**/videos');
    const { page: here } = await stage.browserOf(api);
    await here.goto('/security');
    const row = here.getByTestId('sessions').getByRole('listitem').filter({ hasText: 'Chrome' });
    await row.getByRole('button').click();
    await row.waitFor({ state: 'detached' });
    await left.reload();
    await left.waitForURL('**/login*');
    assert.equal((await api.get('/api/auth/sessions/')).length, 1);
  });

  scene('after five wrong passwords the page says when to try again', async () => {
    const { person } = await stage.candidate('Nour');
    const { page } = await stage.browser();
    await page.goto('/login');
    for (let time = 0; time < 6; time += 1) {
      const answered = page.waitForResponse('**/api/auth/login/');
      await password(page, { ...person, password: `not the password ${time}` });
      assert.equal((await answered).status(), time < 5 ? 401 : 429);
    }
    await page.getByText(/Réessayez dans \d+ secondes/).waitFor();
  });
});
