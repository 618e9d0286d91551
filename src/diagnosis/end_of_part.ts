/** What stands between a name and its value: parts that were cut there could not be told to hold a secret. */
const SIGN = /[:=]/;

/**
 * Where to cut a text that is longer than `limit`: at a blank in its second half that does not part a name from
 * its value, behind a comma or a bracket, or else at the limit.
 */
export function endOfPart(text: string, limit: number): number {
  for (let at = limit; at > limit / 2; at--) {
    if (text.charAt(at) !== " ") continue;
    if (!SIGN.test(text.charAt(at - 1)) && !SIGN.test(text.charAt(at + 1))) return at;
  }
  for (let at = limit; at > limit / 2; at--) if (/[,;&{}]/.test(text.charAt(at - 1))) return at;
  return limit;
}
