import type { Application } from "../backends/backend.ts";

/** The names that an application's keys have, and what of it follows from them. */
export interface Named {
  readonly names: { readonly jwt: string; readonly session: string | null };
  readonly application: Application;
}

/**
 * Names the keys anew where the code signs with SECRET_KEY alone, while an env file assigns a key of its own that
 * nothing reads: that one was meant to sign. Null elsewhere.
 *
 * @param assigned whether an env file of the application assigns a variable
 */
export function unreadKey(
  names: Named["names"],
  application: Application,
  { usual, assigned }: { readonly usual: string; readonly assigned: (name: string) => boolean },
): Named | null {
  const { jwt, session } = names;
  const isOnlyKey = session === null || session === jwt;
  if (!isOnlyKey || !/^secret_key$/i.test(jwt) || !assigned(usual)) return null;
  const { signing } = application;
  const mend = application.backend === "node_jose" ? `process.env.${usual}` : `os.environ["${usual}"]`;
  return {
    names: { jwt: usual, session: jwt },
    application: {
      ...application,
      signing: signing === null ? null : { ...signing, source: "session-key", mend: signing.mend ?? mend },
    },
  };
}
