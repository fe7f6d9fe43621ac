import { describe, expect, it, vi } from 'vitest';
import { isProblem } from './problem';
import { noteTag, opened, saveOver } from './versions';

const path = '/api/videos/1/';
interface Thing {
  title: string;
  status: string;
}

/** A server that keeps one thing and counts its versions. */
function server(thing: Thing) {
  let version = 1;
  const answered = (status: number, body: unknown) => {
    const response = new Response(JSON.stringify(body), {
      status,
      headers: { etag: `"${String(version)}"` },
    });
    noteTag(`http://localhost${path}`, response);
    return response;
  };
  return {
    change(values: Partial<Thing>) {
      Object.assign(thing, values);
      version += 1;
    },
    get: () => Promise.resolve({ data: { ...thing }, response: answered(200, thing) }),
    put: (values: Partial<Thing>) =>
      vi.fn((ifMatch: string | undefined) => {
        if (ifMatch !== undefined && ifMatch !== `"${String(version)}"`) {
          const error = { type: '/problems/changed', status: 412 };
          return Promise.resolve({ error, response: answered(412, error) });
        }
        Object.assign(thing, values);
        version += 1;
        return Promise.resolve({ data: { ...thing }, response: answered(200, thing) });
      }),
    thing,
  };
}

describe('a form that saves', () => {
  it('overwrites nothing that somebody else has changed', async () => {
    const it = server({ title: 'one', status: 'draft' });
    await it.get();
    const base = opened(path, { title: 'one' });
    it.change({ title: 'two' });
    await expect(saveOver(path, base, it.put({ title: 'three' }), it.get)).rejects.toSatisfy(
      (error) => isProblem(error, 'changed'),
    );
    expect(it.thing.title).toBe('two');
  });

  it('is not disturbed by what it does not show', async () => {
    const it = server({ title: 'one', status: 'processing' });
    await it.get();
    const base = opened(path, { title: 'one' });
    it.change({ status: 'completed' });
    const put = it.put({ title: 'two' });
    expect(await saveOver(path, base, put, it.get)).toEqual({ title: 'two', status: 'completed' });
    expect(put).toHaveBeenCalledTimes(2);
  });

  it('looks at the version it was opened on, not at a later one', async () => {
    const it = server({ title: 'one', status: 'draft' });
    await it.get();
    const base = opened(path, { title: 'one' });
    it.change({ title: 'two' });
    await it.get();
    await expect(saveOver(path, base, it.put({ title: 'three' }), it.get)).rejects.toThrow();
  });
});
