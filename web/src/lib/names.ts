/** First letters as a reader sees them: "é" written as two code points is one letter. */
export function initialsOf(...names: string[]): string {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return names
    .map((name) => segmenter.segment(name)[Symbol.iterator]().next().value?.segment ?? '')
    .join('');
}
