/**
 * The API's explorer: opens under the policy of every other page, shows the operations of the
 * description and their fields, and calls one.
 */

import assert from 'node:assert/strict';
import { Api } from './harness/api.mjs';
import { noFaults } from './harness/checks.mjs';
import { onStage } from './harness/stage.mjs';

onStage('explorer', (scene, stage) => {
  scene('an operation is found, opened and called', async () => {
    const { page, watch } = await stage.browser();
    // A browser at the API's own address is led to it.
    await page.goto('/api/');
    await page.waitForURL('**/api/docs/');
    await page.locator('.info .title').filter({ hasText: 'JOBGATE Video Studio' }).waitFor();

    const operation = page.locator('.opblock-get', { hasText: '/api/companies/' }).first();
    await operation.locator('.opblock-summary').click();
    await operation.getByText('By name, for a candidate').first().waitFor();
    await operation.getByRole('button', { name: 'Try it out' }).click();

    const person = stage.somebody('Salma');
    const api = await Api.signUp(stage.server.origin, person);
    await page.locator('.btn.authorize').first().click();
    await page.locator('.auth-container input').fill(api.token);
    await page.locator('.auth-btn-wrapper button[type=submit]').click();
    await page.locator('.auth-btn-wrapper .btn-done').click();
    await operation.locator('button.execute').click();
    await operation
      .locator('.live-responses-table .response-col_status', { hasText: '200' })
      .waitFor();

    // What has happened is drawn by our own files alone: the browser complains of nothing.
    noFaults(watch, 'the explorer');
  });

  scene('a problem is explained where its type leads', async () => {
    const { page, watch } = await stage.browser();
    await page.goto('/problems/changed');
    await page.waitForURL('**/docs/api.html#changed');
    const row = page.locator('tr', { has: page.locator('#changed') });
    assert.match(await row.innerText(), /412\s+Changed in the meantime/);
    // From there to any other page of the documentation, in the same form.
    await page.getByRole('link', { name: 'profiles.md' }).first().click();
    await page.waitForURL('**/docs/profiles.html');
    await page.locator('h1').waitFor();
    noFaults(watch, 'the documentation');
  });

  scene('the page itself loads nothing of it', async () => {
    const { page } = await stage.browser();
    /** @type {string[]} */
    const loaded = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto('/login');
    await page.locator('input[type=password]').waitFor();
    assert.deepEqual(
      loaded.filter((path) => path.includes('explorer')),
      [],
    );
  });
});
