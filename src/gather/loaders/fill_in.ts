/** The folder that a script lies in, in a path of it that is filled in: no path is written with this sign. */
export const SCRIPT_FOLDER = "\u{E000}";

/** A longer value is no path. */
const LONGEST = 256;

/** What the lines so far gave each name: a path, or null where it is computed. */
export type Variables = Map<string, string | null>;

/** Before the first line of a file. */
export function noVariables(): Variables {
  return new Map();
}

const SELF = String.raw`["']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})["']?`;
const REAL = new RegExp(
  String.raw`["']?\$\(\s*(?:realpath|readlink\s+-f)\s+(?:--\s+)?${SELF}\s*\)["']?`,
  "g",
);
const DIRNAME = new RegExp(
  String.raw`\$\(\s*dirname\s+(?:--\s+)?${SELF}\s*\)|\$\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}`,
  "g",
);
const RESOLVED = new RegExp(
  String.raw`\$\(\s*(?:cd\s+(?:-P\s+|--\s+)*["']?(${SCRIPT_FOLDER}[\w./-]*)["']?` +
    String.raw`(?:\s*(?:&|\d)?>\s*/dev/null)?(?:\s+2>&1)?\s*(?:&&|;)\s*pwd(?:\s+-\w)?` +
    String.raw`|(?:realpath|readlink\s+-f)\s+["']?(${SCRIPT_FOLDER}[\w./-]*)["']?)\s*\)`,
  "g",
);
const WORKING = /\$\(\s*pwd\s*\)/g;
/** `"$DIR"/.env` is `"$DIR/.env"`. */
const QUOTED = new RegExp(`"([\\w./~${SCRIPT_FOLDER}-]+)"(?=/)`, "g");

/** `NAME=value` where a command may begin. */
const ASSIGNED =
  /(?:^\s*|[;&|({]\s*|\b(?:export|readonly|local|declare|then|do|else)\s+)([A-Za-z_]\w{0,99})=("[^"]*"|'[^']*'|[^\s;&|)]*)/g;
/** make's `NAME ?= value`. */
const MADE = /^\s*(?:export\s+)?([A-Za-z_]\w{0,99})(?:[ \t]*[:?]{1,2}|[ \t]+)=[ \t]*(\S+)[ \t]*$/;
const REFERENCE = /\$(?:\{(\w{1,99})\}|\((\w{1,99})\)|(\w{1,99}))/g;
/** `${ENV_FILE:-.env}` */
const DEFAULT = /^\$\{\w+:?-([^${}]+)\}$/;
const PLAIN = new RegExp(`^[\\w./~${SCRIPT_FOLDER}-]+$`);

/**
 * A command with the paths in its variables filled in, where the file gave them itself: `$(dirname "$0")` becomes
 * the sign of the script's folder. What it assigns is kept for the lines below.
 */
export function fillIn(words: string, variables: Variables): string {
  if (!/[$=]/.test(words)) return words;
  const placed = words.includes("$(") || words.includes("%/*}")
    ? words.replaceAll(REAL, "$0").replaceAll(DIRNAME, SCRIPT_FOLDER)
      .replaceAll(QUOTED, "$1").replaceAll(
        RESOLVED,
        (_, moved?: string, real?: string) => moved ?? real ?? "",
      ).replaceAll(WORKING, ".")
    : words;
  const made = MADE.exec(placed);
  for (const [, name = "", written = ""] of made === null ? placed.matchAll(ASSIGNED) : [made]) {
    const bare = written.replace(/^(["'])(.*)\1$/, "$2");
    const value = referred(DEFAULT.exec(bare)?.[1] ?? bare, variables);
    variables.set(name, value.length <= LONGEST && PLAIN.test(value) ? value : null);
  }
  return referred(placed, variables).replaceAll(QUOTED, "$1");
}

function referred(words: string, variables: Variables): string {
  if (variables.size === 0) return words;
  return words.replaceAll(
    REFERENCE,
    (whole, braces?: string, brackets?: string, bare?: string) =>
      variables.get(braces ?? brackets ?? bare ?? "") ?? whole,
  );
}
