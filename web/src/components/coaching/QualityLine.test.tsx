import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { QualityHint } from '@/api/models';
import { loadTexts, startTexts } from '@/i18n';
import { HintList } from './HintList';
import { QualityLine } from './QualityLine';

beforeAll(async () => {
  await startTexts();
  await loadTexts('coaching');
});

const hint = (code: string, from_ms: number, to_ms: number, text: string): QualityHint => ({
  code,
  criterion: 'position',
  severity: 'advice',
  from_ms,
  to_ms,
  text,
});
const hints = [
  hint('come_closer', 6000, 12_000, 'Rapprochez-vous.'),
  hint('more_light', 30_000, 33_000, 'Plus de lumière.'),
  hint('speak', 88_000, 90_000, 'Parlez.'),
];
const samples = [0, 1, 2].map((second) => ({
  at_ms: second * 1000,
  overall: 80,
  face: 80,
  lighting: 80,
  audio: 80,
  position: 80,
  hint: null,
}));
const show = () => {
  const onSeek = vi.fn();
  render(<QualityLine quality={{ samples, hints }} durationMs={90_000} onSeek={onSeek} />);
  const marks = within(screen.getByRole('list')).getAllByRole('button');
  return { onSeek, marks };
};

describe('QualityLine', () => {
  it('draws the scores, and a mark for each hint where it was', () => {
    const { marks } = show();
    expect(
      screen.getByRole('img', { name: /Note d’ensemble/u }).querySelectorAll('path'),
    ).toHaveLength(2);
    expect(marks.map((mark) => mark.getAttribute('aria-label'))).toEqual([
      'Conseil 1, de 0:06 à 0:12 : Rapprochez-vous.',
      'Conseil 2, de 0:30 à 0:33 : Plus de lumière.',
      'Conseil 3, de 1:28 à 1:30 : Parlez.',
    ]);
    expect(marks.map((mark) => mark.textContent)).toEqual(['1', '2', '3']);
    expect(parseFloat(marks[0]!.parentElement!.style.width)).toBeCloseTo(100 * (6 / 90), 3);
  });

  it('leads the player there by a click and by the keyboard', async () => {
    const user = userEvent.setup();
    const { onSeek, marks } = show();
    await user.click(marks[1]!);
    expect(onSeek).toHaveBeenLastCalledWith(30);
    marks[0]!.focus();
    await user.keyboard('{Enter}');
    expect(onSeek).toHaveBeenLastCalledWith(6);
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight} ');
    expect(document.activeElement).toBe(marks[2]);
    expect(onSeek).toHaveBeenLastCalledWith(88);
    await user.keyboard('{ArrowLeft}');
    expect(document.activeElement).toBe(marks[1]);
  });
});

it('gives the same hints as a table, and leads there too', async () => {
  const user = userEvent.setup();
  const onSeek = vi.fn();
  render(<HintList hints={hints} onSeek={onSeek} />);
  const [, first] = screen.getAllByRole('row');
  const cells = within(first!)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent);
  expect(cells).toEqual(['1', 'Revoir\u00a00:06 – 0:12', 'Cadrage :Rapprochez-vous.']);
  await user.click(within(first!).getByRole('button'));
  expect(onSeek).toHaveBeenCalledWith(6);
});
