/**
 * The Deno flags of each task, the fewest that it needs; a test holds deno.json and the README to them. Two
 * libraries peek at the environment when they are loaded: --ignore-env answers them without asking.
 */
const PEEKED = "--ignore-env=LOG,LOG_TOKENS,LOG_STREAM";
const LOOPBACK = "--allow-net=127.0.0.1,localhost,[::1]";
/** No permission: memory is given back early, so that a log of any length takes little. */
const SMALL = "--v8-flags=--max-semi-space-size=2,--optimize-for-size";

/** By command. */
export const FLAGS = {
  generate: [],
  verify: [PEEKED, "--allow-read", "--allow-env", "--allow-run=git"],
  append: [PEEKED, "--allow-read", "--allow-write", "--allow-env", "--allow-run=git"],
  startup: [PEEKED, "--allow-read", "--allow-write", "--allow-env", "--allow-run", LOOPBACK],
  login: [PEEKED, "--allow-read", "--allow-env", "--allow-run", LOOPBACK],
  upgrade: [PEEKED, "--allow-read", "--allow-write", "--allow-env", "--allow-run", LOOPBACK],
  checklist: [PEEKED, "--allow-read", "--allow-write", "--allow-env", "--allow-run", LOOPBACK],
  troubleshoot: [PEEKED, SMALL, "--allow-read", "--allow-env", "--allow-run", LOOPBACK],
  explain: ["--allow-read=docs"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Tasks that run a command with fewer permissions than its own: what it cannot learn then is not known. */
export const FEWER = {
  "checklist:offline": {
    command: "checklist",
    flags: [PEEKED, "--allow-read", "--allow-env", "--allow-run=git"],
  },
} as const satisfies Readonly<
  Record<string, { readonly command: string; readonly flags: readonly string[] }>
>;
