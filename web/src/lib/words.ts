/** Adds what was typed, cut at commas (Latin or Arabic), without doubles whatever their case. */
export function addWords(words: readonly string[], typed: string): string[] {
  const all = [...words];
  for (const part of typed.split(/[,،;]/u)) {
    const word = part.trim().replace(/\s+/gu, ' ');
    const known = all.some((one) => fold(one) === fold(word));
    if (word !== '' && !known) all.push(word);
  }
  return all;
}

/** For comparing and finding: "Étude" is found by "etude". */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLocaleLowerCase();
}
