import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveScript } from '@/live/protocol.gen';
import type { Run } from '@/live/state';
import { useReducedMotion } from './useReducedMotion';

/** Between two words of the server (one a second) the line goes on alone, this far at most. */
const AHEAD_MS = 1_200;

/** Time as one thin line: a segment for each step, the current one filling. */
export function Timeline({ steps, run }: { steps: LiveScript['steps']; run: Run | null }) {
  const { t } = useTranslation('studio');
  const fills = useRef(new Map<string, HTMLElement>());
  const shown = useRef(0);
  const reduced = useReducedMotion();
  const totalMs = steps.reduce((sum, step) => sum + step.duration_ms, 0);
  const elapsedMs = run?.elapsedMs ?? null;

  useEffect(() => {
    const paint = (ms: number) => {
      let start = 0;
      for (const step of steps) {
        const share = Math.min(1, Math.max(0, (ms - start) / step.duration_ms));
        fills.current.get(step.key)?.style.setProperty('transform', `scaleX(${share})`);
        start += step.duration_ms;
      }
    };
    if (elapsedMs === null || reduced) {
      shown.current = elapsedMs ?? 0;
      paint(shown.current);
      return;
    }
    const heard = performance.now();
    let frame = 0;
    const draw = (now: number) => {
      const ahead = Math.min(AHEAD_MS, now - heard);
      // Never back, though a message came a little early.
      shown.current = Math.min(totalMs, Math.max(shown.current, elapsedMs + ahead));
      paint(shown.current);
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [steps, elapsedMs, totalMs, reduced]);

  const seconds = Math.round((elapsedMs ?? 0) / 1000);
  const total = Math.round(totalMs / 1000);
  return (
    <div
      data-testid="progress"
      role="progressbar"
      aria-label={t('time')}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={seconds}
      aria-valuetext={t('time_value', {
        step: (run?.step.index ?? 0) + 1,
        steps: steps.length,
        left: total - seconds,
      })}
      className="flex h-1 gap-1"
    >
      {steps.map((step) => (
        <span
          key={step.key}
          // How much of the line a step takes is how much of the time it takes.
          style={{ flexGrow: step.duration_ms }}
          className="h-full basis-0 overflow-hidden rounded-full bg-line-strong/40"
        >
          <span
            ref={(element) => {
              if (element) fills.current.set(step.key, element);
              else fills.current.delete(step.key);
            }}
            style={{ transform: 'scaleX(0)' }}
            className="block h-full origin-left rounded-full bg-accent rtl:origin-right"
          />
        </span>
      ))}
    </div>
  );
}
