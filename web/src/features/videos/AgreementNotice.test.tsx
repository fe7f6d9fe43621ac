import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { Video } from '@/api/models';
import { loadTexts, startTexts } from '@/i18n';
import { answer } from '@/test/pages';
import { AgreementNotice } from './AgreementNotice';

const post = vi.spyOn(api, 'POST');

beforeAll(async () => {
  await startTexts();
  await loadTexts('videos');
});
beforeEach(() => {
  post.mockReset();
});

function show(cv_update_reasons: string[]) {
  const cv_update_suggested = cv_update_reasons.length > 0;
  const video = { id: 'video', cv_update_suggested, cv_update_reasons } as unknown as Video;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <AgreementNotice video={video} />
    </QueryClientProvider>,
  );
}

it('is not there where both fit', () => {
  show([]);
  expect(screen.queryByTestId('agreement')).toBeNull();
});

it('says what changed since, and settles it when both still fit', async () => {
  post.mockImplementation(() => answer(200, {}));
  show(['education_changed', 'experience_changed']);
  screen.getByText('Modifié dans votre profil depuis : formation et expérience.');
  await userEvent.setup().click(screen.getByRole('button', { name: 'Elle convient toujours' }));
  await waitFor(() => expect(post).toHaveBeenCalledOnce());
  expect(post).toHaveBeenCalledWith('/api/videos/{id}/link_to_cv/', {
    params: { path: { id: 'video' } },
  });
});

it('leaves an old recording to be made anew: nothing that is said makes it younger', () => {
  show(['presentation_old']);
  screen.getByText('Elle a plus de douze mois.');
  expect(screen.queryByRole('button')).toBeNull();
});
