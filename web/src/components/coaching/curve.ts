import type { QualitySample } from '@/api/models';

/** Under load a look comes every five seconds at most; a longer silence is a hole and shown as one. */
const HOLE_MS = 6_000;
/** A second that stands alone is drawn this wide, so that it is seen. */
const LONE_MS = 500;

export interface CurvePart {
  line: string;
  area: string;
}

/** The scores as stretches of a line and the areas below them, in a box of `width` by `height`. */
export function curveOf(
  samples: readonly Pick<QualitySample, 'at_ms' | 'overall'>[],
  durationMs: number,
  width: number,
  height: number,
): CurvePart[] {
  if (!(durationMs > 0)) return [];
  const stretches: { ms: number; score: number }[][] = [];
  let current: { ms: number; score: number }[] = [];
  const close = () => {
    if (current.length > 0) stretches.push(current);
    current = [];
  };
  for (const { at_ms: ms, overall } of [...samples].sort((a, b) => a.at_ms - b.at_ms)) {
    const last = current.at(-1);
    if (overall === null || (last && ms - last.ms > HOLE_MS)) close();
    if (overall !== null) current.push({ ms, score: Math.min(100, Math.max(0, overall)) });
  }
  close();

  const x = (ms: number) => round((width * Math.min(durationMs, Math.max(0, ms))) / durationMs);
  const y = (score: number) => round(height - (height * score) / 100);
  return stretches.map((stretch) => {
    const [first] = stretch;
    const points =
      stretch.length === 1 && first
        ? [first, { ms: first.ms + LONE_MS, score: first.score }]
        : stretch;
    const line = points.map(({ ms, score }) => `${x(ms)} ${y(score)}`).join(' L ');
    const from = x(points[0]?.ms ?? 0);
    const to = x(points.at(-1)?.ms ?? 0);
    return {
      line: `M ${line}`,
      area: `M ${from} ${height} L ${line} L ${to} ${height} Z`,
    };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
