import { decodeToken } from "../tokens.ts";

type Claims = Readonly<Record<string, unknown>>;

const ACCESS = /^access(?:[-_ ]?token)?$/i;
const SHOWN = /^(?:(?:token_?)?(?:type|typ|use|kind|scope)|purpose)$/i;
const REFRESH = /^refresh(?:[-_ ]?token)?$/i;

/** The claim by which an access token says that it is one, and what a refresh token says there. */
export interface AccessClaim {
  readonly name: string;
  /** The name, where it is one that can be shown: claims are the server's choice. */
  readonly shown: string;
  readonly refresh: string;
}

/**
 * Finds that claim: SimpleJWT's `token_type` and Flask-JWT-Extended's `type`, but projects name it as they like.
 * What the refresh token of the same login says there counts, else what is usual. Null where there is none.
 */
export function accessClaim(access: Claims, refresh: Claims): AccessClaim | null {
  for (const [name, value] of Object.entries(access)) {
    if (typeof value !== "string" || !ACCESS.test(value)) continue;
    const other = Object.hasOwn(refresh, name) ? refresh[name] : undefined;
    const said = typeof other === "string" && REFRESH.test(other) ? other : null;
    return {
      name,
      shown: SHOWN.test(name) ? name : "its type",
      refresh: said ?? value.replace(/access/i, likeCase),
    };
  }
  return null;
}

function likeCase(access: string): string {
  if (access === access.toUpperCase()) return "REFRESH";
  return access.startsWith("A") ? "Refresh" : "refresh";
}

/** The refresh token among those of a login: one that says so, or whose place does; null where there is none. */
export function refreshToken(
  found: readonly { readonly token: string; readonly where: string }[],
  access: string | undefined,
): string | null {
  const others = found.filter(({ token }) => token !== access);
  const says = others.find(({ token }) => {
    const decoded = decodeToken(token);
    return decoded.outcome === "token" &&
      Object.values(decoded.claims).some((value) => typeof value === "string" && REFRESH.test(value));
  });
  return (says ?? others.find(({ where }) => /refresh/i.test(where)))?.token ?? null;
}
