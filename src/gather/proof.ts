import type { Host } from "../io/host.ts";
import type { Facts } from "../rules/facts.ts";
import type { Conversation } from "./backend_http.ts";
import type { Redact } from "./causes.ts";
import type { Keys } from "./keys.ts";
import type { WordLists } from "./known_key.ts";
import type { LoggedIn } from "./login.ts";
import type { Credentials } from "./login_request.ts";
import type { Project } from "./project.ts";
import type { Server } from "./serve.ts";
import type { Watched } from "./watch_output.ts";

/** What a proof is given: a server that answers, and the token of a login there. */
export interface Proving {
  readonly host: Host;
  /** What was typed, to type once more with another flag: `deno task login shop --prove all`. */
  readonly again: string;
  readonly project: Project;
  readonly server: Server;
  readonly conversation: Conversation;
  readonly keys: Keys;
  readonly redact: Redact;
  readonly login: LoggedIn;
  /** The genuine token. */
  readonly carried: NonNullable<LoggedIn["token"]>;
  /** For a proof that logs in once more, and says so first. */
  readonly credentials: Credentials;
  /** What was printed and answered so far, where it is asked whether that holds a key. */
  readonly watched?: Watched;
  /** Lists of keys that the token must not verify with. */
  readonly words?: WordLists;
  /** The rules that are asked. Nothing is sent for another. */
  readonly asked: ReadonlySet<string>;
}

/** How facts about a running backend are learned, for the rules of stage `proof`. */
export interface Proof {
  /** The rules that judge the facts. */
  readonly rules: readonly string[];
  /** The facts that are not known where there is nothing to prove with; none where the question then does not arise. */
  readonly facts: readonly (keyof Facts)[];
  /** What it takes: the server as it runs, or more. The walk asks only what takes no more than requests. */
  readonly takes: "requests" | "a-running-server" | "another-start" | "another-login" | "the-whole-run";
  readonly prove: (proving: Proving) => Promise<Partial<Facts>>;
}
