import type { Names } from "./symptom.ts";

/** Before a name: what follows would be, and is not said to be. */
const IF =
  /\b(?:if|when|whenever|unless|in case|even though|as soon as|check(?:s|ing)? (?:that|whether)) (?:the |your |an? |no )?["'`]?$/i;
const STATE =
  /^["'`]?(?: (?:env(?:ironment)?|variable|setting|var|key)){0,2} (?:is|was|isn't|not|has|are|were)\b/i;
/** A test or a check that went well says at its beginning or its end that it did. */
const WENT_WELL =
  /^\W{0,4}(?:\[\s?(?:ok|pass(?:ed)?)\s?\]|ok\b|✓|✔|pass(?:ed)?:)|(?:[:,;-]\s?|(?:\.{2,5}|…)\s?)(?:ok|okay|good|passed|✓|✔)[.!]?$|\((?:ok|good)\)$|(?:\.{3}|…)\s?done$/i;
/** A change of code that is shown, and a text in it. */
const CODE_CHANGE =
  /^[+-]\s{0,40}(?:raise|throw|assert|if|const|let|return)\b|^[+-]\s{2,40}["'`].*["'`][,)]{0,3}$/;

/**
 * Whether a line that was printed beside exceptions only speaks of a failure: of one that would be, of a check
 * that found none, or of the code that makes it.
 */
export function isProse(text: string, { jwt }: Names): boolean {
  return isCondition(text, jwt) || WENT_WELL.test(text.trim()) || CODE_CHANGE.test(text);
}

/** "If JWT_SECRET_KEY is missing, …"; what stands before the first mention of the name decides. */
function isCondition(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at > 0 && IF.test(text.slice(Math.max(0, at - 60), at)) &&
    STATE.test(text.slice(at + name.length, at + name.length + 60));
}
