import type { Host, HttpAnswer } from "../io/host.ts";
import type { Learned } from "../rules/facts.ts";
import { retype } from "../rules/retype.ts";
import { decodeToken, forge } from "../tokens.ts";
import { absolute, type Conversation, pathOf, whyNotAsked } from "./backend_http.ts";
import type { Redact } from "./causes.ts";
import { GARBAGE } from "./forge_at.ts";
import type { CarriedToken } from "./carried_token.ts";
import { answerTo, type Oracle, protectedOracles, verifyOracles } from "./oracle.ts";
import type { Project } from "./project.ts";
import { dateOf, isAccepted, isAcceptedThere, isRefused } from "./read_answers.ts";

/** What a server said of a token. */
export type Said =
  | { readonly outcome: "accepted" | "refused"; readonly status: number }
  | { readonly outcome: "nothing"; readonly why: string };

/** A URL of one server at which the controls held: it refuses no token, garbage, and what no key signed. */
export interface Telling {
  readonly oracle: Oracle;
  /** `GET /api/me/`. */
  readonly where: string;
  /** What was said of the genuine token, once for each time that it was asked. */
  readonly genuine: readonly Said[];
  /** Asks once more; through another conversation with the server where its time limit is another. */
  readonly ask: (token: string, through?: Conversation) => Promise<Said>;
  /** The time by the server, in seconds since 1970: of the last answer with a Date. */
  readonly now: () => number;
}

/**
 * Finds a URL that tells valid tokens from others at a server, where one of `times` requests at once with the
 * genuine token is let in, or where `letsIn` says that the server does. `only` is a URL that was found at another
 * server of the same application; there the genuine token need not be let in.
 */
export async function tellingUrl(
  host: Pick<Host, "random" | "clock">,
  project: Project,
  conversation: Conversation,
  { carried, redact, again, times = 1, only, letsIn = () => Promise.resolve(false) }: {
    readonly carried: CarriedToken;
    readonly redact: Redact;
    readonly again: string;
    readonly times?: number;
    readonly only?: Oracle;
    /** Asked where none of the requests was let in. */
    readonly letsIn?: (telling: Telling) => Promise<boolean>;
  },
): Promise<Learned<Telling>> {
  async function* candidates(): AsyncGenerator<Oracle> {
    yield* verifyOracles(project, conversation);
    for await (const oracle of protectedOracles(project, conversation, { by: carried.by, redact })) {
      // What was given may write, and is asked as rarely as can be.
      if (times === 1 || oracle.method === "GET" || oracle.method === "HEAD") yield oracle;
    }
  }
  const waiting = whyNotAsked(conversation);
  if (waiting !== null) return { known: false, why: waiting };
  let unfit: string | null = null;
  for await (const oracle of only === undefined ? candidates() : [only]) {
    const telling = await controlled(host, conversation, oracle, { token: carried.token, times });
    const why = whyNotAsked(conversation);
    if (why !== null) return { known: false, why };
    if (telling.known) {
      const [first] = telling.value.genuine;
      if (accepts(telling.value) || only !== undefined || first === undefined) return telling;
      if (await letsIn(telling.value)) return telling;
      const said = first.outcome === "nothing" ? first.why : `refuses the genuine token (${first.status})`;
      unfit ??= first.outcome === "nothing" ? said : `${telling.value.where} ${said}`;
    } else unfit ??= telling.why;
  }
  return {
    known: false,
    why: unfit === null ? "no URL is known that tells valid tokens from others" : redact(unfit),
    next: retype(again, { "--protected-url": "/PATH" }),
  };
}

/** Whether one of the requests with the genuine token was let in. */
export function accepts({ genuine }: Telling): boolean {
  return genuine.some(({ outcome }) => outcome === "accepted");
}

async function controlled(
  host: Pick<Host, "random" | "clock">,
  conversation: Conversation,
  oracle: Oracle,
  { token, times }: { readonly token: string; readonly times: number },
): Promise<Learned<Telling>> {
  const where = `${oracle.method} ${pathOf(conversation.base, oracle.url)}`;
  const decoded = decodeToken(token);
  if (decoded.outcome === "malformed") {
    return { known: false, why: `the token cannot be decoded: ${decoded.reason}` };
  }
  let serverTime: number | null = null;
  const send = async (token: string | null, through = conversation): Promise<HttpAnswer | null> => {
    const answer = await answerTo(through, oracle, token);
    serverTime = (answer === null ? null : dateOf(answer)) ?? serverTime;
    return answer;
  };
  const none = await send(null);
  if (none === null) return { known: false, why: `${where} gave no answer` };
  if (isAccepted(none)) return { known: false, why: `${where} answers ${none.status} without any token` };
  // What was only tried and is not there is sent no token.
  if (none.status === 404 && oracle.origin !== "given") return { known: false, why: `${where} is not there` };
  const garbage = await send(GARBAGE);
  if (garbage === null) return { known: false, why: `${where} gave no answer` };
  if (isAccepted(garbage)) return { known: false, why: `${where} answers ${garbage.status} to garbage` };
  if (garbage.status === 429 || garbage.status >= 500) {
    return { known: false, why: `${where} answers ${garbage.status} to garbage, which refuses no token` };
  }
  const say = (answer: HttpAnswer | null): Said => {
    if (answer === null) return { outcome: "nothing", why: `${where} gave no answer` };
    const { status } = answer;
    if (isAcceptedThere(answer, { none, garbage, good: answer })) return { outcome: "accepted", status };
    if (isRefused(answer, { garbage })) return { outcome: "refused", status };
    return { outcome: "nothing", why: `${where} answered ${status}, which refuses no token` };
  };
  const ask = async (token: string, through?: Conversation): Promise<Said> => say(await send(token, through));
  const strange = await send(forge(decoded, { key: host.random.bytes(64) }));
  if (strange === null) return { known: false, why: `${where} gave no answer` };
  const genuine = await Promise.all(Array.from({ length: times }, () => ask(token)));
  const [first] = genuine;
  if (isAccepted(strange) || first?.outcome === "accepted" && first.status === strange.status) {
    return { known: false, why: `${where} checks no signature, so it tells nothing of a key` };
  }
  const now = () => serverTime ?? host.clock.now() / 1000;
  return { known: true, value: { oracle, where, genuine, ask, now } };
}

/** Whether a token is over by a clock, in seconds since 1970. */
export function isOver(token: string, now: number): boolean {
  const decoded = decodeToken(token);
  if (decoded.outcome === "malformed") return false;
  const { exp } = decoded.claims;
  return typeof exp === "number" && exp <= now;
}

/** The same URL at another server of the application. */
export function onServer(oracle: Oracle, base: string): Oracle {
  const { pathname, search } = new URL(oracle.url);
  const path = pathname + search;
  return { ...oracle, url: absolute(base, path), ask: (token) => ({ ...oracle.ask(token), url: path }) };
}
