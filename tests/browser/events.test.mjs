/**
 * What the platform's admins look after while the server runs: what could not be sent, the
 * settings and accounts that end; and the bell, which rings without anybody looking.
 */

import assert from 'node:assert/strict';
import { Api } from './harness/api.mjs';
import { noFaults } from './harness/checks.mjs';
import { axePath, inspect, LANGUAGES, tabTo } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';

/** Promised is one second; asserted is three times that. The page looks by itself after 30 s. */
const TOLD_WITHIN_MS = 3_000;

onStage('events', (scene, stage) => {
  /** What did not leave before anybody looked. @param {string} user */
  async function deadLetters(user) {
    await stage.database.query(
      `INSERT INTO mails (id, source_key, user_id, topic, language, context, state, attempts,
                          error_class, finished_at)
       VALUES (gen_random_uuid(), gen_random_uuid()::text, $1, 'complete_profile', 'fr',
               '{"values": {"company": "Atlas"}}', 'dead', 13, 'certificate', now())`,
      [user],
    );
    await stage.database.query(
      `INSERT INTO outbox (topic, event_key, payload, attempts, last_error, dead_at)
       VALUES ('video_viewed', gen_random_uuid()::text, $1, 13, 'database', now())`,
      [{ view_id: '00000000-0000-0000-0000-000000000000' }],
    );
  }

  for (const language of LANGUAGES) {
    scene(`deliveries, settings and accounts by the keyboard, in ${language}`, async () => {
      const person = stage.somebody('Yasmina');
      const candidate = await Api.signUp(stage.server.origin, { ...person, language });
      await deadLetters(candidate.user.id);
      const admin = await stage.admin();
      await admin.ok('PATCH', '/api/auth/me/', { language });
      const browser = await stage.browserOf(admin);
      await browser.context.addInitScript({ path: axePath });
      const { page, watch } = browser;
      const faults = /** @type {string[]} */ ([]);
      const look = async (/** @type {string} */ name) => {
        faults.push(...(await inspect(page, `events-${name}`, language)));
        noFaults(watch, `${name} in ${language}`);
      };
      const section = (/** @type {string} */ name) => `[data-testid="admin-${name}"]`;

      // A dead mail goes back by the keyboard alone, and leaves.
      await page.goto('/admin?view=deliveries');
      await page
        .locator(`${section('deliveries')} li`)
        .first()
        .waitFor();
      await look('mails');
      await tabTo(page, `${section('deliveries')} li button`);
      await page.keyboard.press('Enter');
      await page.locator(`${section('deliveries')} li`).waitFor({ state: 'detached' });
      await look('mails-none');
      await tabTo(page, `${section('deliveries')} button`);
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page
        .locator(`${section('deliveries')} li`)
        .first()
        .waitFor();
      await look('events');
      await page
        .locator(`${section('deliveries')} li button`)
        .first()
        .click();
      await page.locator(`${section('deliveries')} li`).waitFor({ state: 'detached' });

      // A setting counts at once.
      await page.goto('/admin?view=settings');
      await page
        .locator(`${section('settings')} input[role=switch]`)
        .first()
        .waitFor();
      await look('settings');
      await tabTo(page, `${section('settings')} input[role=switch]`);
      await page.keyboard.press('Space');
      const closed = async (/** @type {boolean} */ wanted) => {
        for (let tries = 0; tries < 100; tries += 1) {
          const { body } = await admin.call('GET', '/api/admin/settings/');
          if (body.sign_up_open === !wanted) return;
          await new Promise((done) => setTimeout(done, 50));
        }
        assert.fail('the setting was not saved');
      };
      await closed(true);
      const stranger = new Api(stage.server.origin);
      const refused = await stranger.call('POST', '/api/auth/signup/', stage.somebody('Nadia'));
      assert.equal(refused.status, 403);
      assert.equal(refused.body.type, '/problems/sign-up-closed');
      // The focus has stayed where it was.
      await page
        .locator(`${section('settings')} input[role=switch]:not([aria-readonly=true]):focus`)
        .waitFor();
      await page.keyboard.press('Space');
      await closed(false);

      // An account ends after a question, and its person is told so at the door.
      await page.goto('/admin?view=users');
      await page.locator(`${section('users')} input[type=search]`).fill(person.email);
      const row = page.locator(`${section('users')} li`).filter({ hasText: person.email });
      await row.waitFor();
      await row.getByRole('button').click();
      // A question has two answers; a toast, which may still stand, has one button.
      const question = page
        .getByRole('alertdialog')
        .filter({ has: page.getByRole('button').nth(1) });
      await question.waitFor();
      await look('disable');
      await question.getByRole('button').last().click();
      await question.waitFor({ state: 'detached' });
      await look('disabled');
      const door = await stranger.call('POST', '/api/auth/login/', person);
      assert.equal(door.body.type, '/problems/account-disabled');
      assert.equal((await candidate.call('GET', '/api/auth/me/')).status, 401);
      await row.getByRole('button').click();
      await page.waitForFunction(
        ([list, email]) =>
          [...document.querySelectorAll(`${list} li`)].some(
            (one) => one.textContent.includes(email) && !one.querySelector('svg'),
          ),
        /** @type {const} */ ([section('users'), person.email]),
      );
      await Api.login(stage.server.origin, person);
      assert.deepEqual(faults, []);
    });
  }

  scene('the bell rings at once, in every tab, and the list has it', async () => {
    const person = stage.somebody('Amal');
    const api = await Api.signUp(stage.server.origin, person);
    const { page, context, watch } = await stage.browserOf(api);
    const admin = await stage.admin();
    const other = await context.newPage();
    for (const tab of [page, other]) {
      await tab.goto('/notifications');
      await tab.locator('h1').waitFor();
    }
    // Both have their first answer, and one of them the line.
    await page.waitForTimeout(2_000);
    const write = async (/** @type {string} */ title) => {
      const { status } = await admin.call('POST', '/api/notifications/create/', {
        ...{ user_ids: [api.user.id], title, message: 'Bonjour' },
      });
      assert.equal(status, 201);
    };
    await write('Première nouvelle');
    for (const tab of [page, other]) {
      await tab.getByText('Première nouvelle').waitFor({ timeout: TOLD_WITHIN_MS });
      const count = tab.getByTestId('bell-count');
      await count.waitFor({ timeout: TOLD_WITHIN_MS });
      assert.equal(await count.innerText(), '1');
    }
    // The tab that held the line goes; the other takes it.
    await page.close();
    await other.waitForTimeout(1_000);
    await write('Deuxième nouvelle');
    await other.getByText('Deuxième nouvelle').waitFor({ timeout: TOLD_WITHIN_MS });
    noFaults(watch, 'the bell');
  });
});
