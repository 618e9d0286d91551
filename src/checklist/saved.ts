import { KeysplitError } from "../errors.ts";
import { categorised } from "../rules/categories.ts";
import { VERSION } from "../version.ts";
import { isPlainPath, isPlainWords, withoutForeignCommands } from "./foreign_commands.ts";
import type { Facts } from "../rules/facts.ts";
import type { Gathered } from "./gathered.ts";
import { gathered as shape } from "./shapes/gathered.ts";
import { complaintAbout, constant, like, object } from "./shapes/shape.ts";

/** The version of the file's shape; it grows when a field is added, dropped or changes its meaning. */
const SCHEMA_VERSION = 1;

interface Saved {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly tool: "keysplit facts";
  readonly version: string;
  readonly gathered: Gathered;
}

/** What a file of `--save-facts` holds. */
export const saved = object<Saved>({
  schemaVersion: constant(SCHEMA_VERSION),
  tool: constant("keysplit facts"),
  version: like("^\\d+\\.\\d+\\.\\d+"),
  gathered: shape,
});

/** What was gathered as the text of a file, made to be shared: keys as categories. */
export function printGathered(gathered: Gathered): string {
  const { root } = gathered.facts;
  const file: Saved = {
    schemaVersion: SCHEMA_VERSION,
    tool: "keysplit facts",
    version: VERSION,
    gathered: {
      ...gathered,
      scope: typed(gathered.scope, root),
      facts: typed(categorised(gathered.facts), root),
    },
  };
  return JSON.stringify(file, null, 2) + "\n";
}

/** Flags whose value would be run are left behind: elsewhere nobody knows who gave them. */
function typed<T extends { readonly project: string }>(part: T, root: string): T {
  return isPlainWords(part.project) ? part : { ...part, project: root };
}

/**
 * Reads such a file. What it says is as true as where it comes from: it is somebody's word.
 *
 * @param name as a report names it
 * @throws {KeysplitError} `configuration` where it is no such file; the message quotes nothing of it
 */
export function parseGathered(text: string, name: string): Gathered {
  const wrong = (what: string) =>
    new KeysplitError("configuration", `${name} ${what}`, {
      next: ["gather once more:  deno task checklist PROJECT --save-facts FILE"],
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong("is no JSON");
  }
  const complaint = complaintAbout(value, saved);
  if (complaint !== null) throw wrong(`holds no facts of this version of Keysplit: ${complaint}`);
  const gathered = withoutForeignCommands((value as Saved).gathered);
  const { facts, scope } = gathered;
  if (![scope.project, facts.project].every(isPlainWords) || !isPlainPath(facts.root)) {
    throw wrong("names a project that could not be typed as it is");
  }
  // Lines of code are copied like commands.
  const { guard: _guard, signingSite, ...rest } = facts;
  return {
    ...gathered,
    scope: { ...scope, loadedFrom: name },
    facts: {
      ...UNSAID,
      ...rest,
      ...(signingSite === undefined ? {} : { signingSite: withoutMend(signingSite) }),
    },
  };
}

const unsaid = { known: false, why: "the file of facts does not say" } as const;

/** What every checklist looks at: left out of a file it is not known, as little as if nobody had asked. */
const UNSAID = {
  deployment: unsaid,
  ci: unsaid,
  examples: unsaid,
  documentation: unsaid,
  environments: unsaid,
} as const satisfies Partial<Facts>;

type Site = NonNullable<Facts["signingSite"]>;

function withoutMend({ path, line, text }: Site): Site {
  return { path, line, text };
}
