/** Where mail is sent: whose address is not proven is told so on every page, until it is. */

import assert from 'node:assert/strict';
import { noFaults } from './harness/checks.mjs';
import { axePath, inspect, LANGUAGES, tabTo } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';

// The accounts of the demo were made without a letter. Nobody takes mail at this address.
const MAIL = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: '9', EMAIL_USE_TLS: 'false' };

onStage(
  'unverified',
  (scene, stage) => {
    for (const language of LANGUAGES) {
      scene(`asked for again, hidden, and gone once it is proven, in ${language}`, async () => {
        await stage.database.query('UPDATE users SET email_verified_at = NULL');
        const api = await stage.recruiter();
        await api.ok('PATCH', '/api/auth/me/', { language });
        const { context, page, watch } = await stage.browserOf(api);
        await context.addInitScript({ path: axePath });
        const banner = page.getByTestId('unverified');
        await page.goto('/candidates');
        await banner.getByText(api.user.email).waitFor();
        assert.deepEqual(await inspect(page, 'unverified', language), []);
        await tabTo(page, '[data-testid="unverified"] button');
        await page.keyboard.press('Enter');
        await banner.getByRole('status').waitFor();
        const [letters] = await stage.database.query(
          "SELECT count(*)::int AS count FROM outbox WHERE topic = 'verify_email'",
        );
        assert.ok(letters.count > 0, 'a letter is on its way');

        // Hidden for the visit, on other pages and after loading again, too.
        await banner.getByRole('button').last().click();
        await banner.waitFor({ state: 'detached' });
        await page.goto('/offers');
        await page.locator('main h1').waitFor();
        assert.equal(await banner.count(), 0);
        // Another visit, and the letter is opened meanwhile, on a phone.
        const later = await context.newPage();
        await later.goto('/offers');
        await later.getByTestId('unverified').waitFor();
        await stage.database.query('UPDATE users SET email_verified_at = now()');
        await later.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
        await later.getByTestId('unverified').waitFor({ state: 'detached' });
        noFaults(watch, `the unverified banner in ${language}`);
      });
    }
  },
  MAIL,
);
