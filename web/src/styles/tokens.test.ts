import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');

function tokens(block: string): Record<string, string> {
  const body = css.slice(css.indexOf(block)).split('}')[0] ?? '';
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gu)].map(([, name, value]) => [name!, value!]),
  );
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: readonly [ink: string, ground: string][] = [
  ...['ink', 'ink-soft', 'ink-faint', 'accent-ink', 'danger-ink', 'advice-ink', 'done-ink'].flatMap(
    (ink) => ['paper', 'surface', 'sunken'].map((ground): [string, string] => [ink, ground]),
  ),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['accent-ink', 'accent-soft'],
  ['advice-ink', 'advice-soft'],
  ['danger-ink', 'danger-soft'],
  ['done-ink', 'done-soft'],
];
/** Borders of fields, focus and icons: 3:1 is enough. */
const SHAPES: readonly [shape: string, ground: string][] = [
  ['line-strong', 'surface'],
  ['line-strong', 'paper'],
  ['accent', 'paper'],
  ['done', 'surface'],
  ['danger', 'surface'],
];

describe.each([
  ['light', ':root {'],
  ['dark', ":root[data-theme='dark'] {"],
])('%s', (_, block) => {
  const colours = tokens(block);
  it.each(TEXT)('reads %s on %s', (ink, ground) => {
    expect(contrast(colours[ink]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SHAPES)('shows %s on %s', (shape, ground) => {
    expect(contrast(colours[shape]!, colours[ground]!)).toBeGreaterThanOrEqual(3);
  });
});
