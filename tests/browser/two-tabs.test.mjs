/** One profile open twice: what is saved in one tab is not lost to what is typed in the other. */

import assert from 'node:assert/strict';
import { axePath, inspect, LANGUAGES } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';

/** @typedef {import('playwright-core').Page} Page */

onStage('two-tabs', (scene, stage) => {
  /** Both open before either saves. @param {'fr' | 'ar'} [language] */
  async function twoTabs(language = 'fr') {
    const { api } = await stage.candidate('Yousra');
    const path = `/api/candidate/profiles/${api.user.profile_id}/`;
    await api.ok('PUT', path, { headline: 'Ingénieure', location: 'Rabat' });
    await api.ok('PATCH', '/api/auth/me/', { language });
    const { context, page: first } = await stage.browserOf(api);
    await context.addInitScript({ path: axePath });
    const second = await context.newPage();
    for (const page of [first, second]) {
      await page.goto('/profile');
      await page.locator('input[name=headline]').waitFor();
    }
    return { first, second, profile: () => api.get(path) };
  }

  const field = (/** @type {Page} */ page, /** @type {string} */ name) =>
    page.locator(`[name=${name}]`);
  const disputed = (/** @type {Page} */ page) => page.getByTestId('disputed');

  /** @param {Page} page @param {(status: number) => boolean} [wanted] */
  async function save(page, wanted = (status) => status === 200) {
    const answered = page.waitForResponse(
      (answer) => answer.request().method() === 'PUT' && wanted(answer.status()),
    );
    await page.locator('main button[type=submit]').click();
    await answered;
  }

  scene('different fields meet without a word', async () => {
    const { first, second, profile } = await twoTabs();
    await field(first, 'headline').fill('Ingénieure réseaux');
    await save(first);
    await field(second, 'location').fill('Casablanca');
    await save(second);
    const { headline, location } = await profile();
    assert.deepEqual([headline, location], ['Ingénieure réseaux', 'Casablanca']);
    // The second tab shows what the first has saved.
    await second.waitForFunction(
      () =>
        /** @type {HTMLInputElement | null} */ (document.querySelector('input[name=headline]'))
          ?.value === 'Ingénieure réseaux',
    );
    assert.equal(await disputed(second).count(), 0);
  });

  scene(
    'the same field is told, nothing that was typed is lost, and one’s own can stay',
    async () => {
      const { first, second, profile } = await twoTabs();
      await field(first, 'headline').fill('Ingénieure réseaux');
      await save(first);
      await field(second, 'headline').fill('Ingénieure logiciel');
      await field(second, 'summary').fill('J’aime comprendre.');
      await save(second, (status) => status === 412);
      await disputed(second).getByText('Ingénieure réseaux').waitFor();
      assert.equal(await field(second, 'headline').inputValue(), 'Ingénieure logiciel');
      assert.equal(await field(second, 'summary').inputValue(), 'J’aime comprendre.');
      assert.equal((await profile()).headline, 'Ingénieure réseaux', 'nothing was written over');

      await save(second);
      await disputed(second).waitFor({ state: 'detached' });
      const { headline, summary, location } = await profile();
      assert.deepEqual(
        [headline, summary, location],
        ['Ingénieure logiciel', 'J’aime comprendre.', 'Rabat'],
      );
    },
  );

  for (const language of LANGUAGES) {
    scene(`or the other’s is taken, with the keyboard, in ${language}`, async () => {
      const { first, second, profile } = await twoTabs(language);
      await field(first, 'headline').fill('Ingénieure réseaux');
      await save(first);
      await field(second, 'headline').fill('Ingénieure logiciel');
      await field(second, 'summary').fill('J’aime comprendre.');
      await save(second, (status) => status === 412);
      await disputed(second).waitFor();
      assert.deepEqual(await inspect(second, 'disputed', language), []);
      await disputed(second).getByRole('button').focus();
      await second.keyboard.press('Enter');
      await disputed(second).waitFor({ state: 'detached' });
      assert.equal(await field(second, 'headline').inputValue(), 'Ingénieure réseaux');
      assert.equal(await field(second, 'summary').inputValue(), 'J’aime comprendre.');
      await save(second);
      const { headline, summary } = await profile();
      assert.deepEqual([headline, summary], ['Ingénieure réseaux', 'J’aime comprendre.']);
    });
  }
});
