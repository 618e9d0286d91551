/** The names of a double-submit pair: Django compares the cookie with the header, or with the field of a form. */
export interface CsrfNames {
  readonly cookie: string;
  /** Lower case. */
  readonly header: string;
  readonly field: string;
}

/** How a token is sent: in a header after a word such as `Bearer`, or in a cookie with its CSRF pair. */
export type Carrier =
  | { readonly kind: "bearer"; readonly header?: string; readonly scheme?: string }
  | {
    readonly kind: "cookie";
    readonly name: string;
    /** What stands before and behind the token in the cookie, which goes back as it came. */
    readonly around?: readonly [before: string, after: string];
    readonly csrf?: CsrfNames & { readonly value: string };
  };

/** A token, and how it is sent back. */
export interface CarriedToken {
  readonly token: string;
  readonly by: Carrier;
}

/** The headers that carry a token. */
export function carry(token: string, by: Carrier): Readonly<Record<string, string>> {
  if (by.kind === "bearer") {
    const { header = "authorization", scheme = "Bearer" } = by;
    return { [header]: scheme === "" ? token : `${scheme} ${token}` };
  }
  const [before, after] = by.around ?? ["", ""];
  const cookie = `${by.name}=${before}${token}${after}`;
  const { csrf } = by;
  if (csrf === undefined) return { cookie };
  return { cookie: `${cookie}; ${csrf.cookie}=${csrf.value}`, [csrf.header]: csrf.value };
}
