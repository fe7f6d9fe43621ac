/** People who say no, and machines that cannot. */

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Api } from './harness/api.mjs';
import { noFaults } from './harness/checks.mjs';
import { agree, onStage } from './harness/stage.mjs';
import { enterStudio, waitForPhase } from './harness/studio.mjs';

onStage('refusals', (scene, stage) => {
  /** No take, no ticket, no file. @param {string} email */
  async function nothingRecorded(email) {
    const takes = await stage.database.query(
      `SELECT t.state FROM takes t JOIN users u ON u.id = t.user_id
       WHERE u.email = $1 AND t.state <> 'discarded'`,
      [email],
    );
    assert.deepEqual(takes, []);
    const folders = await readdir(join(stage.server.dataDir, 'takes')).catch(() => []);
    assert.deepEqual(folders, []);
  }

  scene('without consent nothing is recorded, by the page or past it', async () => {
    const person = stage.somebody('Meryem');
    const api = await Api.signUp(stage.server.origin, person);
    const { page, watch } = await stage.browserOf(api);
    const live = await enterStudio(page, '/studio?script=test-short');
    await waitForPhase(page, 'consent');
    assert.equal(await page.getByTestId('allow-camera').count(), 0, 'no camera before consent');
    await page.getByRole('button', { name: 'Pas maintenant' }).click();
    await waitForPhase(page, 'declined');
    assert.equal(await cameraIsOn(page), false);
    assert.deepEqual(live.all, [], 'no live line was opened');
    noFaults(watch, 'declining');

    const { id } = await api.ok('POST', '/api/videos/', { title: 'Sans accord' });
    const ticket = await api.call('POST', '/api/live/tickets/', { video_id: id });
    assert.deepEqual([ticket.status, ticket.body.type], [403, '/problems/consent-required']);

    // Given and withdrawn is not given.
    await agree(api, 'record');
    await api.ok('POST', '/api/consents/withdraw/', { kind: 'record' });
    const again = await api.call('POST', '/api/live/tickets/', { video_id: id });
    assert.deepEqual([again.status, again.body.type], [403, '/problems/consent-required']);
    await nothingRecorded(person.email);
  });

  scene('a refused permission is explained, and can be tried again', async () => {
    const { person, api } = await stage.candidate('Youssef');
    const { page, watch } = await stage.browserOf(api, { permission: 'refused' });
    await enterStudio(page, '/studio?script=test-short');
    await page.getByTestId('allow-camera').click();
    const help = page.getByTestId('studio-error');
    await help.waitFor();
    assert.match(await help.innerText(), /refusé|sans réponse/);
    assert.match(await help.innerText(), /Réessay|réessay|Autoriser/);
    assert.ok(await page.getByTestId('allow-camera').isEnabled(), 'it can be tried again');
    await waitForPhase(page, 'devices');
    noFaults(watch, 'a refused permission');
    await nothingRecorded(person.email);
  });

  scene('a machine without a camera is told so', async () => {
    const { person, api } = await stage.candidate('Ghita');
    const { page, watch } = await stage.browserOf(api, { noDevices: true });
    await enterStudio(page, '/studio?script=test-short');
    await page.getByTestId('allow-camera').click();
    await page.getByTestId('studio-error').waitFor();
    assert.match(await page.getByTestId('studio-error').innerText(), /Aucune caméra|Aucun micro/);
    noFaults(watch, 'no camera');
    await nothingRecorded(person.email);
  });

  scene('a ticket opens one line, once', async () => {
    const { api } = await stage.candidate('Zineb');
    const { id } = await api.ok('POST', '/api/videos/', { title: 'Essai' });
    const { ticket } = await api.ok('POST', '/api/live/tickets/', { video_id: id });
    const url = `${stage.server.origin}/api/live/`;
    const { page } = await stage.browser();
    await page.goto('/login');
    const join = (/** @type {string} */ text) =>
      page.evaluate(
        ({ url, text }) =>
          new Promise((done) => {
            const socket = new WebSocket(url.replace('http', 'ws'));
            socket.onopen = () =>
              socket.send(
                JSON.stringify({ type: 'join', ticket: text, protocol: 1, language: 'fr' }),
              );
            socket.onmessage = ({ data }) => {
              const { type, code } = JSON.parse(data);
              socket.close();
              done(code ?? type);
            };
            socket.onclose = () => done('closed');
          }),
        { url, text },
      );
    assert.equal(await join(ticket), 'joined');
    assert.equal(await join(ticket), 'ticket_refused');
    assert.equal(await join('made up'), 'ticket_refused');
  });
});

/** @param {import('playwright-core').Page} page */
function cameraIsOn(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('video')].some((video) => video.srcObject !== null),
  );
}
