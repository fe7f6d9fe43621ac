/** A database of its own for each test file, in the cluster of JOBGATE_TEST_PG. */

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { postgresUrl } from './env.mjs';

/**
 * Steps of the scripts that the tests record, in milliseconds. Short, so that a take
 * costs seconds; four steps, as the default script has.
 */
export const SCRIPTS = {
  'test-short': [1500, 1500, 1500, 1500],
  'test-brief': [1000, 1000, 1000, 1000],
  'test-flash': [3500, 3500, 3500, 3500],
  'test-long': [5000, 5000, 5000, 5000],
};

export class Database {
  /** @param {string} name @param {string} url @param {pg.Client} client */
  constructor(name, url, client) {
    this.name = name;
    this.url = url;
    this.client = client;
  }

  /** @param {string} label */
  static async create(label) {
    const name = `browser_${label.replace(/\W/g, '_')}_${randomBytes(4).toString('hex')}`;
    await administer(`CREATE DATABASE ${name}`);
    const url = new URL(postgresUrl());
    url.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url.href });
    // The cluster goes away before us when a run is interrupted.
    client.on('error', () => {});
    await client.connect();
    return new Database(name, url.href, client);
  }

  /**
   * @param {string} sql
   * @param {unknown[]} [values]
   * @returns {Promise<any[]>}
   */
  async query(sql, values = []) {
    return (await this.client.query(sql, values)).rows;
  }

  /** Scripts are rows: a short one is as good as the one that everybody starts with. */
  async addShortScripts() {
    for (const [slug, steps] of Object.entries(SCRIPTS)) {
      const [{ id }] = await this.query(
        `INSERT INTO scripts (id, slug, title_fr, title_en, title_ar)
         VALUES (gen_random_uuid(), $1, 'Essai', 'Test', 'تجربة') RETURNING id`,
        [slug],
      );
      for (const [position, duration] of steps.entries()) {
        await this.query(
          `INSERT INTO script_steps (script_id, position, key, duration_ms,
               title_fr, title_en, title_ar, prompt_fr, prompt_en, prompt_ar)
           VALUES ($1, $2::int, 'step_' || $2, $3,
               'Étape ' || $2, 'Step ' || $2, 'الخطوة ' || $2,
               'Parlez de l’étape ' || $2, 'Talk about step ' || $2, 'تحدّث عن الخطوة ' || $2)`,
          [id, position, duration],
        );
      }
    }
  }

  async drop() {
    await this.client.end();
    await administer(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
  }
}

/** @param {string} sql */
async function administer(sql) {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
