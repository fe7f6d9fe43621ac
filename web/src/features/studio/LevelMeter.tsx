import { Mic } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/lib/cx';
import type { StudioController } from '@/live/controller';
import { advance, listenTo, loudnessOf, SILENT_METER, toBar, type Loudness } from '@/live/level';

/** A word that changes faster than this cannot be read. */
const WORD_EVERY_MS = 600;

const FILLS: Readonly<Record<Loudness, string>> = {
  silent: 'bg-line-strong',
  soft: 'bg-advice',
  good: 'bg-done',
  loud: 'bg-danger',
};

/** How loud the microphone is: a bar, the peak that is held, and a word. */
export function LevelMeter({ controller }: { controller: StudioController }) {
  const { t } = useTranslation('studio');
  const bar = useRef<HTMLSpanElement>(null);
  const peak = useRef<HTMLSpanElement>(null);
  const [word, setWord] = useState<Loudness>('silent');

  useEffect(() => {
    let stop: (() => void) | undefined;
    const forget = controller.onStream((stream) => {
      stop?.();
      stop = stream && stream.getAudioTracks().length > 0 ? follow(stream) : undefined;
    });
    function follow(stream: MediaStream): () => void {
      const source = listenTo(stream);
      // Moved and not laid out anew, sixty times a second.
      const towardsEnd = document.documentElement.dir === 'rtl' ? -1 : 1;
      let meter = SILENT_METER;
      let before = performance.now();
      let saidAt = 0;
      let frame = 0;
      const draw = (now: number) => {
        meter = advance(meter, source.read(), now - before);
        before = now;
        bar.current?.style.setProperty('transform', `scaleX(${toBar(meter.levelDbfs)})`);
        const held = toBar(meter.heldDbfs) * 100 * towardsEnd;
        peak.current?.style.setProperty('transform', `translateX(${held}%)`);
        if (now - saidAt > WORD_EVERY_MS) {
          saidAt = now;
          setWord(loudnessOf(meter));
        }
        frame = requestAnimationFrame(draw);
      };
      frame = requestAnimationFrame(draw);
      return () => {
        cancelAnimationFrame(frame);
        source.close();
      };
    }
    return () => {
      forget();
      stop?.();
    };
  }, [controller]);

  return (
    <div
      data-testid="level-meter"
      data-level={word}
      role="img"
      aria-label={`${t('level')} : ${t(`level_${word}`)}`}
      className="flex h-11 min-w-0 items-center gap-2 rounded-sm bg-surface/90 px-3"
    >
      <Mic aria-hidden className="size-5 shrink-0 text-ink-soft" />
      <span className="relative h-1.5 w-12 shrink-0 overflow-hidden rounded-full bg-line-strong/40 sm:w-24">
        <span
          ref={bar}
          className={cx('block h-full origin-left rounded-full rtl:origin-right', FILLS[word])}
        />
        <span ref={peak} className="absolute inset-0">
          <span className="block h-full w-0.5 bg-ink" />
        </span>
      </span>
      {/* The longest word keeps the place. */}
      <span aria-hidden className="hidden min-w-0 text-xs text-ink-soft xl:grid">
        {(['silent', 'soft', 'good', 'loud'] as const).map((one) => (
          <span
            key={one}
            className={cx('col-start-1 row-start-1 truncate', one !== word && 'invisible')}
          >
            {t(`level_${one}`)}
          </span>
        ))}
      </span>
    </div>
  );
}
