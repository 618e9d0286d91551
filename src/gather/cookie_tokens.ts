import type { HttpAnswer } from "../io/host.ts";
import { findTokens, type TokenUse } from "../tokens.ts";

/** A token in a cookie, and what stands around it there: a cookie goes back as it came. */
export interface CookieToken {
  readonly cookie: string;
  readonly token: string;
  readonly as: TokenUse;
  /** E.g. `"Bearer ` and `"`; each empty where the cookie is the token alone. */
  readonly around: readonly [before: string, after: string];
}

/**
 * The tokens in the cookies that an answer sets: alone, in quotes, behind `Bearer`, or in JSON, each also
 * percent-encoded. The last cookie of a name counts.
 */
export function tokensInCookies({ headers }: HttpAnswer): readonly CookieToken[] {
  const cookies = new Map<string, string>();
  for (const [name, value] of headers) {
    const [, cookie, raw] = name === "set-cookie" ? /^\s*([^=;\s]+)=([^;]*)/.exec(value) ?? [] : [];
    if (cookie !== undefined && raw !== undefined) cookies.set(cookie, raw.trim());
  }
  return [...cookies].flatMap(([cookie, raw]) => tokensOf(cookie, raw));
}

function tokensOf(cookie: string, raw: string): readonly CookieToken[] {
  const inner = raw.replace(/^"(.*)"$/, "$1");
  for (const text of new Set([inner, percentDecoded(inner)])) {
    const found = findTokens({ [cookie]: valueOf(text) }).flatMap(({ token, as }): readonly CookieToken[] => {
      const at = raw.indexOf(token);
      return at < 0 ? [] : [{ cookie, token, as, around: [raw.slice(0, at), raw.slice(at + token.length)] }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Express writes `j:` before what it wrote as JSON. */
function valueOf(text: string): unknown {
  const json = text.replace(/^j:/, "").replaceAll('\\"', '"');
  if (!/^[[{]/.test(json)) return text;
  try {
    return JSON.parse(json);
  } catch {
    return text;
  }
}
