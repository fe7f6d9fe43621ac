import { expect, it } from 'vitest';
import type { Profile, Take, Video, Visibility } from '@/api/models';
import { nextStep } from './nextStep';

const take = (number: number, state: Take['state']): Take =>
  ({ id: `t${String(number)}`, number, state, kept: false }) as Take;
const video = (part: Partial<Video>): Video =>
  ({ id: 'v', is_practice: false, kept_take_id: null, takes: [], ...part }) as Video;
const open: Visibility = { all_companies: true, company_ids: [] };
const closed: Visibility = { all_companies: false, company_ids: [] };
const profile = (profile_completeness: number) => ({ profile_completeness }) as Profile;
const kept = video({ kept_take_id: 't1' });

it('begins with the recording', () => {
  expect(nextStep({ videos: [], visibility: closed, profile: profile(10) }).do).toBe('record');
});

it('does not take a practice for a presentation', () => {
  const practice = video({ is_practice: true, takes: [take(1, 'sealed')] });
  expect(nextStep({ videos: [practice], visibility: open, profile: profile(80) }).do).toBe(
    'record',
  );
});

it('leads to the newest take that waits, a recovered one too', () => {
  const draft = video({ takes: [take(1, 'sealed'), take(2, 'recovered'), take(3, 'damaged')] });
  const step = nextStep({ videos: [draft], visibility: closed, profile: profile(10) });
  expect(step).toMatchObject({ do: 'review', take: { number: 2 } });
});

it('waits with who has uploaded a video, and does not ask for a recording', () => {
  const preparing = { ...take(1, 'armed'), origin: 'upload' };
  const step = nextStep({
    videos: [video({ takes: [preparing] })],
    visibility: closed,
    profile: profile(10),
  });
  expect(step.do).toBe('wait');
  // A take that a studio has armed is nothing to wait for.
  const armed = video({ takes: [{ ...take(1, 'armed'), origin: 'live' }] });
  expect(nextStep({ videos: [armed], visibility: closed, profile: profile(10) }).do).toBe('record');
});

it('asks to show it to somebody once it is kept', () => {
  expect(nextStep({ videos: [kept], visibility: closed, profile: profile(10) }).do).toBe('share');
});

it('then asks for a fuller profile', () => {
  expect(nextStep({ videos: [kept], visibility: open, profile: profile(40) })).toEqual({
    do: 'complete',
    completeness: 40,
  });
});

it('leaves in peace who is done, also beside a new attempt', () => {
  const attempt = video({ takes: [take(1, 'sealed')] });
  const step = nextStep({ videos: [attempt, kept], visibility: open, profile: profile(90) });
  expect(step.do).toBe('nothing');
});

it('presumes nothing that is not loaded yet', () => {
  expect(nextStep({ videos: [kept], visibility: undefined, profile: undefined }).do).toBe(
    'nothing',
  );
});
