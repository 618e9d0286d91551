import type { Host } from "../io/host.ts";
import type { Facts } from "../rules/facts.ts";
import { converse } from "./backend_http.ts";
import type { Redact } from "./causes.ts";
import type { Keys } from "./keys.ts";
import type { WordLists } from "./known_key.ts";
import { gatherLogin } from "./login.ts";
import type { Credentials } from "./login_request.ts";
import { proveWithOwnToken } from "./own_token.ts";
import type { Project } from "./project.ts";
import { prove, unproven } from "./proofs.ts";
import { serve } from "./serve.ts";
import { type Watched, watchOutput } from "./watch_output.ts";
import { withoutTokens } from "./without_tokens.ts";

/** What is proven, with what, and how a person sees that it runs. */
export interface ServedProof {
  /** The rules that are asked. Nothing is sent for another. */
  readonly asked: ReadonlySet<string>;
  readonly keys: Keys;
  /** Null: only what a token of our own proves, at an endpoint that takes one. */
  readonly credentials: Credentials | null;
  /** What was typed, to type once more with another flag: `deno task login shop --prove all`. */
  readonly again: string;
  /** The command that goes on with credentials. */
  readonly withCredentials: string;
  readonly redact: Redact;
  readonly words?: WordLists;
  readonly during: <T>(step: "server" | "login" | "proof", work: Promise<T>) => Promise<T>;
}

/** Serves the application, logs in once and proves what is asked with the token; what it cannot learn says why. */
export async function proveServed(
  host: Host,
  project: Project,
  proof: ServedProof,
): Promise<Partial<Facts>> {
  const { asked, keys, redact } = proof;
  // A search for keys takes time to be made, and without a server there is nothing to be searched.
  const mayServe = project.options.baseUrl !== undefined || await host.may("run");
  if (!asked.has("key-not-in-output") || !mayServe) return await run(host, project, proof);
  const watched = watchOutput(host, keys);
  const facts = await run(watched.host, project, { ...proof, watched });
  // A key in the output counts, however far the run came; that there was none tells nothing of the rest.
  const output = facts.output?.known ? facts.output : watched.fact(redact);
  return output.known && output.value.found.length > 0 ? { ...facts, output } : facts;
}

/** What a login and the proofs that are asked would have learned; how to go on is said once, not for each proof. */
export function notServed(asked: ReadonlySet<string>, why: string, next?: string): Partial<Facts> {
  return {
    ...unproven(asked, { known: false, why }),
    login: { known: false, why, ...(next ? { next } : {}) },
  };
}

async function run(
  host: Host,
  project: Project,
  proof: ServedProof & { readonly watched?: Watched },
): Promise<Partial<Facts>> {
  const { asked, keys, credentials, withCredentials, redact, watched, words, during } = proof;
  const served = await during("server", serve(host, project, redact));
  if (served.outcome === "not-known") return notServed(asked, served.why, served.next);
  if (served.outcome === "fails") {
    const cause = served.start.causes[0]?.title ?? "see deno task startup";
    const next = `deno task startup ${project.typed}`;
    return {
      ...notServed(asked, `the server does not start: ${cause}`, next),
      start: { known: true, value: served.start },
    };
  }
  const { server } = served;
  const gone = () => notServed(asked, "the server that was started does not answer any more");
  try {
    if (!(await server.stillOurs())) return gone();
    const conversation = converse(host, server.base, project.options.timeout);
    if (credentials === null) {
      const own = proveWithOwnToken(host, project, conversation, keys, words);
      return { ...notServed(asked, NO_CREDENTIALS, withCredentials), ...await during("proof", own) };
    }
    const answered = await during("login", gatherLogin(host, project, conversation, credentials, redact));
    if (!answered.known) return notServed(asked, answered.why, answered.next);
    const login = { known: true, value: answered.value.fact } as const;
    const { token } = answered.value;
    if (token === null) {
      return { ...unproven(asked, { known: false, why: "the login gave no token" }), login };
    }
    if (!(await server.stillOurs())) return gone();
    const proving = prove({
      host,
      again: proof.again,
      project,
      server,
      conversation,
      keys,
      redact: withoutTokens(answered.value.tokens, redact),
      login: answered.value,
      carried: token,
      credentials,
      ...(watched === undefined ? {} : { watched }),
      asked,
      ...(words === undefined ? {} : { words }),
    });
    return { ...await during("proof", proving), login };
  } finally {
    await server.stop();
  }
}

/** Why there is no login where nobody gave credentials. */
export const NO_CREDENTIALS = "there are no credentials";

/** What is said before a run that may log in twice, because some applications allow few logins; null for one login. */
export function secondLogin(asked: ReadonlySet<string>, { options }: Project): string | null {
  if (asked.has("instances-agree") && options.instance !== undefined) {
    return "It logs in twice, once at each instance";
  }
  return asked.has("workers-agree") && options.baseUrl === undefined
    ? "It logs in once, and once more where workers that start for the proof do not know the token"
    : null;
}
