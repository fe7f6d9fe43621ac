import { cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadTexts, startTexts } from '@/i18n';
import { coach, NO_COACHING, type Coaching } from '@/live/coaching';
import type { Network } from '@/live/network';
import type { HintText, Scores } from '@/live/protocol.gen';
import { Gauges, HintLine } from './Coaching';
import { HintVoice } from './HintVoice';
import { useCoachingHidden } from './useCoachingHidden';

beforeAll(async () => {
  await startTexts();
  await loadTexts('coaching');
});
beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  }));
});
afterEach(() => vi.unstubAllGlobals());

const closer: HintText = {
  code: 'come_closer',
  criterion: 'position',
  severity: 'advice',
  text: 'Rapprochez-vous.',
};
const light: HintText = {
  code: 'more_light',
  criterion: 'lighting',
  severity: 'important',
  text: 'Plus de lumière.',
};
const GOOD: Scores = { face: 91, lighting: 82, audio: 88, position: 93 };
const ON: Coaching = { ...NO_COACHING, analysis: 'on' };

function looked(
  before: Coaching,
  second: number,
  hint: HintText | null,
  scores: Scores = GOOD,
): Coaching {
  const message = {
    type: 'guidance',
    media_ms: second * 1000,
    take_ms: null,
    every_ms: 1000,
    scores,
    overall: 82,
    reason: 'lighting',
    hint,
    picture: null,
    sound: null,
  } as const;
  return coach(before, { type: 'message', message });
}

describe('the voice of the hints', () => {
  /** All that a screen reader would have heard, in order. */
  async function voiced(
    states: { coaching: Coaching; silent?: boolean }[],
  ): Promise<(string | null)[]> {
    const { rerender } = render(<HintVoice coaching={ON} silent={false} />);
    const region = screen.getByTestId('hint-voice');
    expect(region.getAttribute('aria-live')).toBe('polite');
    const heard: (string | null)[] = [];
    const observer = new MutationObserver(() => heard.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    for (const { coaching, silent = false } of states) {
      rerender(<HintVoice coaching={coaching} silent={silent} />);
      await Promise.resolve();
    }
    observer.disconnect();
    return heard;
  }
  const seconds = (...hints: (HintText | null)[]) => {
    let coaching = ON;
    return hints.map((hint, i) => {
      coaching = looked(coaching, i + 1, hint);
      return { coaching };
    });
  };

  it('says a hint once, however many seconds it stands', async () => {
    const ten = Array.from({ length: 10 }, () => ({ ...closer }));
    expect(await voiced(seconds(null, ...ten))).toEqual(['Rapprochez-vous.']);
  });

  it('says the next one, and once that it is over', async () => {
    expect(await voiced(seconds(closer, closer, light, light, null, null, null))).toEqual([
      'Rapprochez-vous.',
      'Plus de lumière.',
      'C’est mieux.',
    ]);
  });

  it('says nothing while all is well', async () => {
    expect(await voiced(seconds(null, null, null))).toEqual([]);
  });

  it('neither says nor forgets anything over a pause', async () => {
    const [first] = seconds(closer);
    const paused = coach(first!.coaching, { type: 'overdue' });
    const again = looked(paused, 9, closer);
    expect(await voiced([first!, { coaching: paused }, { coaching: again }])).toEqual([
      'Rapprochez-vous.',
    ]);
  });

  it('is silent where the coaching is hidden or off', async () => {
    const [first] = seconds(closer);
    expect(await voiced([{ ...first!, silent: true }])).toEqual([]);
    cleanup();
    const off = coach(first!.coaching, { type: 'asked', enabled: false });
    expect(await voiced([first!, { coaching: off }])).toEqual(['Rapprochez-vous.', '']);
  });
});

describe('the sentence under the words', () => {
  const line = () => screen.queryByTestId('hint');
  const shows = () => (line()?.getAttribute('aria-hidden') === 'true' ? '' : line()?.textContent);

  it('is the hint while there is one, and goes with its words', () => {
    const on = looked(ON, 1, closer);
    const { rerender } = render(<HintLine coaching={on} settingUp={false} />);
    expect(shows()).toBe('Rapprochez-vous.');
    rerender(<HintLine coaching={looked(on, 2, null)} settingUp={false} />);
    expect(shows()).toBe('');
    expect(line()?.textContent).toBe('Rapprochez-vous.');
  });

  it('has nothing to say while recording goes well, and says so before', () => {
    const well = looked(ON, 1, null);
    render(<HintLine coaching={well} settingUp={false} />);
    expect(line()).toBeNull();
    cleanup();
    render(<HintLine coaching={well} settingUp />);
    expect(shows()).toBe('Tout est bien réglé.');
    cleanup();
    render(<HintLine coaching={looked(ON, 1, null, { ...GOOD, audio: null })} settingUp />);
    expect(shows()).toBe('Regardez l’objectif et dites quelques mots.');
  });

  it('does not stand on while nothing is judged', () => {
    const paused = coach(looked(ON, 1, closer), { type: 'overdue' });
    render(<HintLine coaching={paused} settingUp={false} />);
    expect(line()).toBeNull();
  });
});

describe('the gauges', () => {
  const show = (coaching: Coaching, settingUp: boolean, network: Network | null = null) => {
    const onAgree = vi.fn();
    const onResume = vi.fn();
    render(
      <Gauges
        coaching={coaching}
        settingUp={settingUp}
        network={network}
        onAgree={onAgree}
        onResume={onResume}
      />,
    );
    return { onAgree, onResume };
  };

  it('are four, and show no number that is old', () => {
    show(looked(ON, 1, null), false);
    expect(screen.getAllByRole('meter').map((meter) => meter.getAttribute('aria-label'))).toEqual([
      'Visage',
      'Lumière',
      'Son',
      'Cadrage',
    ]);
    expect(screen.queryByTestId('network')).toBeNull();
    cleanup();
    show(coach(looked(ON, 1, null), { type: 'overdue' }), false);
    expect(screen.queryAllByRole('meter')).toEqual([]);
    expect(screen.getAllByRole('img', { name: /en pause$/u })).toHaveLength(4);
  });

  it('bring the network along in the set-up, in a word and in numbers', () => {
    const network = { lossRatio: 0.034, rttMs: 181.4, kbitPerS: 1234, verdict: 'fair' } as const;
    show(looked(ON, 1, null), true, network);
    const line = screen.getByTestId('network');
    expect(line.dataset.verdict).toBe('fair');
    expect(line.textContent.replace(/\s/gu, ' ')).toBe(
      'Réseau : un peu justepertes 3 %181 ms1 230 kbit/s',
    );
  });

  it('give way to one sentence without analysis, before the recording only', () => {
    const refused: Coaching = { ...NO_COACHING, analysis: 'refused' };
    const { onAgree } = show(refused, true);
    fireEvent.click(screen.getByRole('button', { name: 'Me guider' }));
    expect(onAgree).toHaveBeenCalledTimes(1);
    cleanup();
    show(refused, false);
    expect(screen.queryByTestId('gauges')).toBeNull();
    cleanup();
    const { onResume } = show({ ...NO_COACHING, analysis: 'off' }, true);
    fireEvent.click(screen.getByRole('button', { name: 'Reprendre' }));
    expect(onResume).toHaveBeenCalledTimes(1);
  });
});

describe('hiding', () => {
  it('is remembered on this device, and a key does it', () => {
    const first = renderHook(() => useCoachingHidden());
    expect(first.result.current[0]).toBe(false);
    fireEvent.keyDown(document.body, { key: 'g' });
    expect(first.result.current[0]).toBe(true);
    first.unmount();
    const second = renderHook(() => useCoachingHidden());
    expect(second.result.current[0]).toBe(true);
    fireEvent.keyDown(document.body, { key: 'G' });
    expect(second.result.current[0]).toBe(false);
  });

  it('leaves the letter to who writes, and shortcuts to the browser', () => {
    const { result } = renderHook(() => useCoachingHidden());
    const notes = document.body.appendChild(document.createElement('textarea'));
    fireEvent.keyDown(notes, { key: 'g' });
    fireEvent.keyDown(document.body, { key: 'g', ctrlKey: true });
    fireEvent.keyDown(document.body, { key: 'g', repeat: true });
    expect(result.current[0]).toBe(false);
    notes.remove();
  });
});
