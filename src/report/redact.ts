import { createRunMasker, MASK } from "./mask_runs.ts";
import { maskShapes } from "./mask_shapes.ts";
import { plain } from "./plain.ts";

export { MASK } from "./mask_runs.ts";
export { plain } from "./plain.ts";

/** Longest line that is shown, where a mask counts as one character. */
const LINE_LIMIT = 2000;
const NOTE_LENGTH = 40;
/** A longer word is cut as it comes. */
const WORD_LIMIT = 600;
const MARK = MASK.charAt(0);

/**
 * Makes the function that every text passes before a person or a file sees it.
 *
 * It takes out control characters, shortens very long lines, masks every run of six or more characters of the
 * secrets (in any case, percent-encoded, escaped or in base64; a shorter secret as a whole word), and what
 * carries secrets by its shape. Of the known values, which are public, only the whole is masked. It is the
 * last thing before output: what was redacted cannot be diagnosed any more. Twice is once, and it never throws.
 */
export function createRedactor(
  secrets: readonly string[],
  known: readonly string[] = [],
): (text: string) => string {
  const maskRuns = createRunMasker(secrets.map(plain), known.map(plain));
  return (text) => maskShapes(maskRuns(plain(text).split("\n").map(shortened).join("\n")));
}

function shortened(line: string): string {
  if (line.length <= LINE_LIMIT) return line;
  const runs = line.replace(/•{1,}/g, MARK);
  if (runs.length <= LINE_LIMIT) return line;
  const kept = beforeWord(runs, LINE_LIMIT - NOTE_LENGTH);
  return `${runs.slice(0, kept).replaceAll(MARK, MASK)} … ${runs.length - kept} more characters`;
}

/** A cut before the word that it would go through: of a token's beginning nobody can tell that it is one. */
function beforeWord(text: string, limit: number): number {
  for (let at = limit; at > limit - WORD_LIMIT; at--) if (/[\s,;&"'<>|]/.test(text.charAt(at - 1))) return at;
  return limit;
}
