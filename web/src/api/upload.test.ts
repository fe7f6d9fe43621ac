import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem, Unreachable } from './problem';
import { sendVideo } from './upload';

const session = vi.hoisted(() => ({ accessToken: vi.fn(), refresh: vi.fn() }));
vi.mock('./session', () => session);

/** What the page asked for, and a hand to answer with. */
class FakeRequest extends EventTarget {
  static all: FakeRequest[] = [];
  upload = new EventTarget();
  headers: Record<string, string> = {};
  form = new FormData();
  status = 0;
  responseText = '';

  constructor() {
    super();
    FakeRequest.all.push(this);
  }
  open() {
    return undefined;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(form: FormData) {
    this.form = form;
  }
  abort() {
    this.end('abort');
  }
  answer(status: number, body: string) {
    this.status = status;
    this.responseText = body;
    this.end('load');
  }
  end(how: string) {
    this.dispatchEvent(new Event(how));
    this.dispatchEvent(new Event('loadend'));
  }
}

const file = new File(['film'], 'moi.mp4');
const quiet = () => ({ onProgress: vi.fn(), signal: new AbortController().signal });
const request = async (index: number) => {
  await vi.waitFor(() => expect(FakeRequest.all.length).toBeGreaterThan(index));
  return FakeRequest.all[index]!;
};

beforeEach(() => {
  FakeRequest.all = [];
  session.accessToken.mockResolvedValue('t1');
  session.refresh.mockResolvedValue(true);
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

it('sends what belongs to the file before it, and tells how far it has come', async () => {
  const sending = quiet();
  const done = sendVideo({ file, title: 'Moi', videoId: 'v1' }, sending);
  const sent = await request(0);
  expect([...sent.form.keys()]).toEqual(['title', 'video_id', 'file']);
  expect(sent.headers.authorization).toBe('Bearer t1');
  sent.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded: 2, total: 4 }));
  expect(sending.onProgress).toHaveBeenCalledWith(2, 4);
  sent.answer(201, '{"take":{"id":"t"}}');
  await expect(done).resolves.toEqual({ take: { id: 't' } });
});

it('gives the words of a refusal, and stands a proxy that has none', async () => {
  const refused = sendVideo({ file }, quiet());
  (await request(0)).answer(
    422,
    JSON.stringify({ type: '/problems/invalid', title: 'x', errors: { file: ['no sound'] } }),
  );
  const error: unknown = await refused.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ApiProblem);
  expect((error as ApiProblem).fields.file).toEqual(['no sound']);

  const cut = sendVideo({ file }, quiet());
  (await request(1)).answer(413, '<html>');
  await expect(cut).rejects.toMatchObject({ status: 413 });
});

it('renews the session once', async () => {
  const done = sendVideo({ file }, quiet());
  (await request(0)).answer(401, '{}');
  session.accessToken.mockResolvedValue('t2');
  const again = await request(1);
  expect(session.refresh).toHaveBeenCalledOnce();
  again.answer(401, '{}');
  await expect(done).rejects.toMatchObject({ status: 401 });
});

it('stops when it is told to, and says when there is no answer', async () => {
  const controller = new AbortController();
  const stopped = sendVideo({ file }, { onProgress: vi.fn(), signal: controller.signal });
  await request(0);
  controller.abort();
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  const lost = sendVideo({ file }, quiet());
  (await request(1)).end('error');
  await expect(lost).rejects.toBeInstanceOf(Unreachable);
});
