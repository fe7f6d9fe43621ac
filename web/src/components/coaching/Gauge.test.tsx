import { cleanup, render, screen } from '@testing-library/react';
import axe from 'axe-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeLanguage, loadTexts, startTexts } from '@/i18n';
import { Gauge } from './Gauge';

beforeAll(async () => {
  await startTexts();
  await loadTexts('coaching');
});

describe('Gauge', () => {
  it.each([
    [86, 'excellent', '86 sur 100, très bien'],
    [84.6, 'good', '85 sur 100, bien'],
    [70, 'good', '70 sur 100, bien'],
    [69.4, 'improve', '69 sur 100, à améliorer'],
    [0, 'improve', '0 sur 100, à améliorer'],
  ])('says %f in a number and a word', (score, grade, text) => {
    render(<Gauge criterion="face" score={score} layout="row" />);
    const meter = screen.getByRole('meter', { name: 'Visage' });
    expect(meter.getAttribute('aria-valuenow')).toBe(String(Math.round(score)));
    expect(meter.getAttribute('aria-valuetext')).toBe(text);
    expect(meter.dataset.grade).toBe(grade);
    // Read when it is visited, never announced by itself.
    expect(meter.closest('[aria-live]')).toBeNull();
  });

  it('has no number where there is none, nor an old one while paused', () => {
    render(<Gauge criterion="audio" score={null} layout="column" />);
    expect(screen.queryByRole('meter')).toBeNull();
    expect(screen.getByRole('img', { name: 'Son : en attente' }).textContent).toContain('–');
    cleanup();
    render(<Gauge criterion="audio" score={91} paused layout="column" />);
    const paused = screen.getByRole('img', { name: 'Son : en pause' });
    expect(paused.textContent).not.toContain('91');
    expect(screen.queryByRole('meter')).toBeNull();
  });

  it('finds nothing to complain about, in any state', async () => {
    const { container } = render(
      <>
        <Gauge criterion="face" score={86} layout="row" />
        <Gauge criterion="lighting" score={50} layout="column" />
        <Gauge criterion="audio" score={null} layout="column" />
      </>,
    );
    const { violations } = await axe.run(container, {
      rules: { region: { enabled: false }, 'color-contrast': { enabled: false } },
    });
    expect(violations).toEqual([]);
  });

  it('speaks the page’s language', async () => {
    await changeLanguage('ar');
    render(<Gauge criterion="position" score={88} layout="row" />);
    const meter = screen.getByRole('meter', { name: 'التأطير' });
    expect(meter.getAttribute('aria-valuetext')).toBe('88 من 100، جيد جدًا');
    await changeLanguage('fr');
  });
});
