import type { Facts } from "../../rules/facts.ts";
import { envFiles, learned, processKey } from "./keys.ts";
import { loadedFiles } from "./loaders.ts";
import { ci, deployment, documentation, environments, examples } from "./project.ts";
import { instances, knownKey, login, output, proof, restart, running, signature, workers } from "./proofs.ts";
import { constant, flag, like, number, object, optional, orNull, text, word } from "./shape.ts";
import { emptyStart, guard, start, tests, unsafeStarts } from "./starts.ts";

/** What stands in commands and in code that are proposed. */
const variable = like("^[A-Za-z_][A-Za-z0-9_.-]*$");

/** Everything that is gathered. */
export const facts = object<Facts>({
  project: text,
  root: text,
  names: object<Facts["names"]>({ jwt: variable, session: orNull(variable) }),
  sessionAssumed: flag,
  algorithm: text,
  modes: flag,
  loadsNoFile: flag,
  envFiles: optional(learned(envFiles)),
  loadedFiles: optional(learned(loadedFiles)),
  process: optional(learned(processKey)),
  start: optional(learned(start)),
  emptyStart: optional(learned(emptyStart)),
  unsafeStarts: optional(learned(unsafeStarts)),
  tests: optional(learned(tests)),
  login: optional(learned(login)),
  signature: optional(learned(signature)),
  proof: optional(learned(proof)),
  restart: optional(learned(restart)),
  workers: optional(learned(workers)),
  instances: optional(learned(instances)),
  running: optional(learned(running)),
  output: optional(learned(output)),
  knownKey: optional(learned(knownKey)),
  deployment: optional(learned(deployment)),
  ci: optional(learned(ci)),
  examples: optional(learned(examples)),
  documentation: optional(learned(documentation)),
  environments: optional(learned(environments)),
  replaced: optional(flag),
  signingSite: optional(object<NonNullable<Facts["signingSite"]>>({
    path: text,
    line: number,
    text,
    source: optional(word({ "jwt-key": 1, "session-key": 1, "literal": 1, "unknown": 1 })),
    mend: optional(text),
    adds: optional(constant(true)),
  })),
  guard: optional(guard),
});
