/** A short sound through the chosen speaker. */

/** Firefox before 116 and every browser on an iPhone play through what the system chose. */
export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
}

/** A rising third, calm and unmistakable: E5 then G♯5. */
const NOTES_HZ = [659.25, 830.61];
const NOTE_S = 0.28;
const GAIN = 0.25;
const TAIL_S = 0.25;

/** Plays once; settles when the sound is over, rejects when the browser does not let it play. */
export async function playTestSound(speakerId: string | undefined): Promise<void> {
  const context = new AudioContext();
  try {
    await context.resume();
    const out = context.createMediaStreamDestination();
    const begin = context.currentTime + 0.05;
    NOTES_HZ.forEach((frequency, index) => {
      const start = begin + index * NOTE_S;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(GAIN, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S + TAIL_S);
      tone.connect(gain).connect(out);
      tone.start(start);
      tone.stop(start + NOTE_S + TAIL_S);
    });
    const audio = new Audio();
    audio.srcObject = out.stream;
    if (speakerId !== undefined && canChooseSpeaker()) {
      await audio.setSinkId(speakerId).catch(() => undefined);
    }
    await audio.play();
    await new Promise((resolve) => {
      setTimeout(resolve, (NOTES_HZ.length * NOTE_S + TAIL_S + 0.1) * 1000);
    });
    audio.srcObject = null;
  } finally {
    await context.close().catch(() => undefined);
  }
}
