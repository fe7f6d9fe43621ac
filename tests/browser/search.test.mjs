/** A recruiter's search: words, filters and order, in an address that can be sent on. */

import assert from 'node:assert/strict';
import { Api } from './harness/api.mjs';
import { axePath, inspect, LANGUAGES, tabTo } from './harness/looks.mjs';
import { onStage } from './harness/stage.mjs';

/** @typedef {import('playwright-core').Page} Page */

const OPEN = { end_date: '', summary: '' };

/** A position that goes on. @param {string} position @param {string} start_date */
function worked(position, start_date) {
  return { ...OPEN, name: 'Atlas', location: '', position, start_date };
}

/** @param {string} level */
function learned(level) {
  return { ...OPEN, institution: 'ENSIAS', area: '', study_type: '', start_date: '', level };
}

const PEOPLE = {
  Amina: {
    headline: 'Développeuse Rust',
    location: 'Casablanca',
    skills: ['Rust', 'PostgreSQL'],
    languages: [
      { code: 'fr', level: 'C1' },
      { code: 'en', level: 'B2' },
    ],
    experience: [worked('Développeuse', '2018-01')],
    education: [learned('master')],
    available_from: '2026-01-01',
  },
  Bilal: {
    headline: 'Développeur Rust et réseaux',
    location: 'Rabat',
    skills: ['Rust', 'Linux'],
    languages: [{ code: 'fr', level: 'B1' }],
    experience: [worked('Développeur', '2026-01')],
    education: [learned('vocational')],
  },
  Chada: { headline: 'Comptable', location: 'Casablanca', skills: ['Excel'] },
};

onStage('search', (scene, stage) => {
  /** Whoever applied is open to the company, also without a video. */
  async function audience() {
    const recruiter = await stage.recruiter();
    const offer = await recruiter.ok('POST', '/api/offers/', { title: 'Poste', status: 'open' });
    for (const [name, profile] of Object.entries(PEOPLE)) {
      const api = await Api.signUp(stage.server.origin, stage.somebody(name));
      await api.ok('PUT', `/api/candidate/profiles/${api.user.profile_id}/`, profile);
      await api.ok('POST', `/api/offers/${offer.id}/apply/`, {});
    }
  }
  /** @type {Promise<void> | undefined} */
  let ready;

  /** @param {'fr' | 'ar'} [language] */
  async function open(language = 'fr') {
    await (ready ??= audience());
    const recruiter = await stage.recruiter();
    await recruiter.ok('PATCH', '/api/auth/me/', { language });
    const { context, page } = await stage.browserOf(recruiter);
    await context.addInitScript({ path: axePath });
    return page;
  }

  /** Waits until the list shows exactly these. @param {Page} page @param {string[]} names */
  async function shows(page, names) {
    await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('main ul a[href*="person="] span.font-semibold')]
          .map((name) => name.textContent?.split(' ')[0])
          .sort()
          .join() === wanted,
      [...names].sort().join(),
    );
  }
  const asked = (/** @type {Page} */ page) => new URL(page.url()).searchParams;
  const chips = (/** @type {Page} */ page) => page.locator('main h1 ~ ul button');

  scene('words are found by the server, stand in the address and can be taken back', async () => {
    const page = await open();
    await page.goto('/candidates');
    await shows(page, ['Amina', 'Bilal', 'Chada']);
    await page.getByText('3 personnes').waitFor();
    await page.locator('input[type=search]').fill('reseaux rust');
    await shows(page, ['Bilal']);
    await page.getByText('1 personne', { exact: true }).waitFor();
    assert.equal(asked(page).get('q'), 'reseaux rust');
    await page.reload();
    await shows(page, ['Bilal']);
    assert.equal(await page.locator('input[type=search]').inputValue(), 'reseaux rust');
    await page.locator('input[type=search]').fill('');
    await shows(page, ['Amina', 'Bilal', 'Chada']);
    assert.equal(asked(page).get('q'), null);
  });

  scene('an address with every filter shows whom it describes', async () => {
    const page = await open();
    const address = new URLSearchParams({
      skills: 'rust,postgresql',
      location: 'casa',
      min_experience: '2',
      max_experience: '30',
      min_education: 'bachelor',
      languages: 'fr:B2,en',
      available_by: '2026-12-31',
      min_quality: '70',
      has_video: 'false',
      viewed_by_me: 'false',
      ordering: 'newest',
    });
    await page.goto(`/candidates?${address}`);
    await shows(page, ['Amina']);
    assert.equal(await chips(page).count(), 12);
    // Each of them does something: without a skill that both have, and a level, the other comes.
    await page.goto('/candidates?skills=Rust&languages=fr:B1');
    await shows(page, ['Amina', 'Bilal']);
    await page.goto('/candidates?skills=Rust&languages=fr:B2');
    await shows(page, ['Amina']);
    await page.goto('/candidates?min_experience=2');
    await shows(page, ['Amina']);
    await page.goto('/candidates?min_education=vocational');
    await shows(page, ['Amina', 'Bilal']);
    await page.goto('/candidates?has_video=true');
    await page.getByText('Personne ne correspond à cette recherche').waitFor();
  });

  scene('filters are set, taken away one by one, and come back with the way back', async () => {
    const page = await open();
    await page.goto('/candidates');
    await shows(page, ['Amina', 'Bilal', 'Chada']);
    await tabTo(page, '[data-testid="filters"]');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByLabel('Compétences', { exact: true }).fill('Rust');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Ville ou région').fill('Rabat');
    await dialog.getByLabel('Années d’expérience, au moins').fill('beaucoup');
    await dialog.getByRole('button', { name: 'Voir les candidats' }).click();
    await dialog.locator('[aria-invalid=true]').waitFor();
    await dialog.getByLabel('Années d’expérience, au moins').fill('');
    // Enter in a field applies.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await shows(page, ['Bilal']);
    assert.deepEqual([asked(page).get('skills'), asked(page).get('location')], ['Rust', 'Rabat']);
    await chips(page).filter({ hasText: 'Rabat' }).click();
    await shows(page, ['Amina', 'Bilal']);
    await page.goBack();
    await shows(page, ['Bilal']);
    // What one has is what one looks for next.
    await page.getByRole('button', { name: 'Linux' }).click();
    await shows(page, ['Bilal']);
    assert.equal(asked(page).get('skills'), 'Rust,Linux');
  });

  scene('nobody found leads back, and so does a server that does not answer', async () => {
    const page = await open();
    await page.goto('/candidates?q=zzzzzz');
    // Beside the filters, and where the results would be.
    await page.getByRole('button', { name: 'Effacer la recherche' }).last().click();
    await shows(page, ['Amina', 'Bilal', 'Chada']);
    assert.equal(asked(page).size, 0);
    const search = '**/api/candidate/profiles/search/**';
    await page.route(search, (route) => route.fulfill({ status: 422, body: '{}' }));
    await page.goto('/candidates?skills=Rust');
    await page.getByRole('alert').waitFor();
    await page.unroute(search);
    await page.getByRole('alert').getByRole('button').click();
    await shows(page, ['Amina', 'Bilal']);
  });

  for (const language of LANGUAGES) {
    scene(`on a laptop and a phone, in ${language}`, async () => {
      const page = await open(language);
      const faults = [];
      await page.goto('/candidates?skills=Rust&languages=fr:B1&min_experience=2&location=Casa');
      await shows(page, ['Amina']);
      faults.push(...(await inspect(page, 'search', language)));
      await page.getByTestId('filters').click();
      await page.getByRole('dialog').waitFor();
      faults.push(...(await inspect(page, 'search-filters', language, { fullPage: false })));
      assert.deepEqual(faults, []);
    });
  }
});
