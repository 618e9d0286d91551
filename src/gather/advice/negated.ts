/** Words that turn advice into a warning. */
const NEGATED =
  /\b(?:not|never|no longer|cannot|avoid|instead of|rather than|wrong|useless|ineffective|no effect|no-op|no use|ignore[sd]?|keeps?|deprecated|nicht|nie|keine?n?)\b|n['’]t\b|[❌✗✘🚫]/iu;
/** Words that only look like such ones. */
const MEANT = /\b(?:do not|don['’]t|never) forget\b|\bnot only\b|\bif not\b/gi;

/** Whether a sentence says not to do what it names, or that it does not do what it seems to. */
export function isNegated(sentence: string): boolean {
  return NEGATED.test(sentence.replaceAll(MEANT, ""));
}

/**
 * The sentence around a place of a text; the next one too, where it goes on about the same thing: `Run X. It does
 * not …`.
 */
export function sentenceAt(text: string, at: number, length: number): string {
  const ends = [...text.matchAll(/[.!?](?=\s)/g)].map(({ index }) => index + 1);
  const start = ends.findLast((end) => end <= at) ?? 0;
  const end = ends.find((end) => end >= at + length) ?? text.length;
  const next = text.slice(end, ends.find((other) => other > end) ?? text.length);
  const goesOn = /^\s*(?:it|this|that|which|but|however)\b/i.test(next);
  return text.slice(start, end) + (goesOn ? next : "");
}
