import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { Education, Experience, Profile } from '@/api/models';
import { loadTexts, startTexts } from '@/i18n';
import { answer, fault, problem } from '@/test/pages';
import { ProfileForm } from './ProfileForm';

const get = vi.spyOn(api, 'GET');
const put = vi.spyOn(api, 'PUT');

beforeAll(async () => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  await startTexts();
  await loadTexts('profile');
});
beforeEach(() => [get, put].forEach((spy) => spy.mockReset()));

const school: Education = {
  institution: 'ENSIAS',
  area: '',
  study_type: 'Master',
  level: 'master',
  start_date: '2016',
  end_date: '2018',
  summary: '',
};
const job = (name: string, end_date: string): Experience => ({
  ...{ name, position: '', location: '', start_date: '2018-09', end_date, summary: '' },
});
const profile = {
  id: 'amal',
  ...{ first_name: 'Amal', last_name: 'Test', headline: '', location: '', availability: '' },
  ...{ summary: '', skills: [], languages: [], profile_completeness: 40 },
  education: [school],
  experience: [job('Atlas', ''), job('Rif', '2020')],
} as unknown as Profile;

function show(values: Partial<Profile> = {}) {
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <ProfileForm profile={{ ...profile, ...values }} />
    </QueryClientProvider>,
  );
  const user = userEvent.setup({ delay: null });
  const sent = (call = 0) =>
    (put.mock.calls[call] as unknown as [string, { body: Partial<Profile> }])[1].body;
  return { user, sent, press: (name: string | RegExp) => user.click(button(name)) };
}
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const type = (name: string, value: string) => fireEvent.change(field(name), { target: { value } });
const field = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`)!;

it('says what is missing, and takes the focus to a new entry and back', async () => {
  const { press } = show({ education: [] });
  screen.getByText(/Rien pour l’instant. Commencez/u);
  await press('Ajouter une formation');
  await waitFor(() => expect(document.activeElement).toBe(field('education.0.institution')));
  screen.getByRole('group', { name: 'Formation 1' });
  await press('Retirer Formation 1');
  await waitFor(() => expect(document.activeElement).toBe(button('Ajouter une formation')));
  expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain(
    'Formation 1 est retirée. Enregistrez pour confirmer.',
  );
  expect(button('Enregistrer')).toHaveProperty('disabled', true);
});

it('sends the list that changed alone, whole, with dates as the server has them', async () => {
  put.mockImplementation(() => answer(200, profile));
  const { sent, press } = show();
  await press(/Formation 1.*Master/u);
  type('education.0.end_date', '7/2018');
  await press('Enregistrer');
  await waitFor(() => expect(put).toHaveBeenCalledOnce());
  expect(sent()).toEqual({ education: [{ ...school, end_date: '2018-07' }] });
});

it('asks for an end where it does not go on, before anything is sent', async () => {
  put.mockImplementation(() => answer(200, profile));
  const { user, sent, press } = show();
  await press(/^Expérience 1.*Atlas/u);
  expect(field('experience.0.end_date').disabled).toBe(true);
  await user.click(screen.getByRole('checkbox', { name: 'J’y travaille encore' }));
  await press('Enregistrer');
  expect(put).not.toHaveBeenCalled();
  await waitFor(() => expect(document.activeElement).toBe(field('experience.0.end_date')));
  screen.getByText(/Indiquez la fin/u);
  type('experience.0.end_date', '2017');
  screen.getByText('La fin est avant le début.');
  type('experience.0.end_date', '2019');
  expect(screen.queryByText('La fin est avant le début.')).toBeNull();
  await press('Enregistrer');
  await waitFor(() => expect(put).toHaveBeenCalledOnce());
  expect(sent().experience?.[0]?.end_date).toBe('2019');
});

it('opens the entry that the server refuses, at its field', async () => {
  put.mockImplementation(() => fault('experience.1.name', 'Indiquez un nom.'));
  const { press } = show();
  type('headline', 'Ingénieure');
  await press('Enregistrer');
  await waitFor(() => expect(document.activeElement).toBe(field('experience.1.name')));
  const group = screen.getByRole('group', { name: 'Expérience 2 : Rif' });
  within(group).getByText('Indiquez un nom.');
  expect(field('experience.0.name')).toBeNull();
});

it('moves an entry, and the focus stays where it can go on', async () => {
  put.mockImplementation(() => answer(200, profile));
  const { sent, press } = show();
  await press('Descendre : Expérience 1 : Atlas');
  // At the end there is no further down.
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Expérience 2 Atlas'));
  screen.getByText('Atlas : place 2 sur 2');
  await press('Enregistrer');
  await waitFor(() => expect(put).toHaveBeenCalledOnce());
  expect(sent().experience?.map(({ name }) => name)).toEqual(['Rif', 'Atlas']);
});

it('tells what was written elsewhere meanwhile, and takes it when it is wanted', async () => {
  const theirs = { ...profile, education: [{ ...school, area: 'Réseaux' }] };
  put.mockImplementation(() => problem(412, 'changed'));
  get.mockImplementation(() => answer(200, theirs));
  const { press } = show();
  await press(/Formation 1.*Master/u);
  type('education.0.area', 'Données');
  await press('Enregistrer');
  await screen.findByText(
    '\u2068Master, Réseaux\u2069 · \u2068ENSIAS\u2069 · \u20682016 – 2018\u2069',
  );
  expect(field('education.0.area').value).toBe('Données');
  await press('Prendre ce texte : Formation');
  expect(field('education.0.area').value).toBe('Réseaux');
  expect(button('Enregistrer')).toHaveProperty('disabled', true);
});
