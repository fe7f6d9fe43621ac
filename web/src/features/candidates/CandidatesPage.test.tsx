import { screen } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { loadTexts, startTexts } from '@/i18n';
import { answer, later, problem, showPage } from '@/test/pages';
import CandidatesPage from './CandidatesPage';

const get = vi.spyOn(api, 'GET');

beforeAll(async () => {
  // A phone: nobody is shown beside the list. jsdom knows no widths.
  const list = { matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  window.matchMedia = () => list as never;
  await startTexts();
  await loadTexts('candidates', 'player');
});
beforeEach(() => {
  get.mockReset();
});

const person = (name: string) => ({
  id: name,
  first_name: name,
  last_name: 'Test',
  headline: '',
  location: '',
  presentation_video: null,
});
const page = (names: string[], more: object = {}) => ({
  count: names.length,
  count_is_estimate: false,
  next: null,
  previous: null,
  results: names.map(person),
  ...more,
});
/** What the server was asked last. */
function asked() {
  const [, options] = get.mock.lastCall as unknown as [string, { params: { query: object } }];
  return options.params.query;
}

it('asks the server for what the address says', async () => {
  get.mockImplementation(() => answer(200, page(['Amina'])));
  showPage(CandidatesPage, '/candidates?q=rust&skills=Rust,Go&min_quality=70');
  await screen.findByText('Amina Test');
  expect(get.mock.calls[0]?.[0]).toBe('/api/candidate/profiles/search/');
  expect(asked()).toEqual({ q: 'rust', skills: 'Rust,Go', min_quality: 70 });
  const chips = screen.getByRole('list', { name: 'Filtres actifs' });
  expect([...chips.children].map((chip) => chip.textContent)).toEqual([
    'Rust',
    'Go',
    '70 sur 100 au moins',
  ]);
});

it('says how many there are, and when that is only "more than"', async () => {
  get.mockImplementation(() => answer(200, page(['Amina', 'Bilal'])));
  const first = showPage(CandidatesPage, '/candidates');
  await vi.waitFor(() => expect(screen.getByRole('status').textContent).toBe('2 personnes'));
  first.unmount();
  const many = { count: 10_001, count_is_estimate: true };
  get.mockImplementation(() => answer(200, page(['Amina'], many)));
  showPage(CandidatesPage, '/candidates');
  await vi.waitFor(() =>
    expect(screen.getByRole('status').textContent).toMatch(/^plus de 10\s000 personnes$/u),
  );
});

it('follows the server’s cursor with the same question', async () => {
  const next = '/api/candidate/profiles/search/?q=rust&cursor=abc';
  get.mockImplementationOnce(() => answer(200, page(['Amina'], { next, count: 2 })));
  get.mockImplementationOnce(() => answer(200, page(['Bilal'])));
  const { user } = showPage(CandidatesPage, '/candidates?q=rust');
  await user.click(await screen.findByRole('button', { name: 'Afficher la suite' }));
  await screen.findByText('Bilal Test');
  expect(screen.getByText('Amina Test')).toBeTruthy();
  expect(asked()).toEqual({ q: 'rust', cursor: 'abc' });
  expect(screen.queryByRole('button', { name: 'Afficher la suite' })).toBeNull();
});

it('keeps the place of the list while it is looked up', async () => {
  const slow = later(200, page(['Amina']));
  get.mockImplementation(() => slow.promise);
  const { container } = showPage(CandidatesPage, '/candidates');
  await vi.waitFor(() => expect(container.querySelector('.skeleton')).not.toBeNull());
  expect(screen.getByRole('status').textContent).toBe('');
  slow.give();
  await screen.findByText('Amina Test');
});

it('tells nobody at all from nobody found, and takes the question back', async () => {
  get.mockImplementation(() => answer(200, page([])));
  const first = showPage(CandidatesPage, '/candidates');
  await screen.findByText('Aucun candidat pour l’instant');
  expect(screen.queryByRole('button', { name: 'Effacer la recherche' })).toBeNull();
  first.unmount();
  const { user, router } = showPage(CandidatesPage, '/candidates?has_video=true');
  await screen.findByText('Personne ne correspond à cette recherche');
  get.mockImplementation(() => answer(200, page(['Amina'])));
  await user.click(screen.getByRole('button', { name: 'Effacer la recherche' }));
  await screen.findByText('Amina Test');
  expect(router.state.location.search).toEqual({});
});

it('says that it failed and looks again when asked', async () => {
  get.mockImplementationOnce(() => problem(500, 'internal'));
  get.mockImplementationOnce(() => answer(200, page(['Amina'])));
  const { user } = showPage(CandidatesPage, '/candidates');
  await screen.findByRole('alert');
  await user.click(screen.getByRole('button', { name: 'Réessayer' }));
  await screen.findByText('Amina Test');
});
