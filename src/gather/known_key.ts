import { FileError, type Host } from "../io/host.ts";
import { KNOWN_KEYS } from "../known_keys.ts";
import type { KnownKeyFact, Learned } from "../rules/facts.ts";
import type { Token } from "../tokens.ts";
import { keyedToken, signerOf } from "../which_key.ts";
import { wordTrial } from "../word_list.ts";
import { exampleValues } from "./env_values.ts";
import type { Project } from "./project.ts";
import { shownPath } from "./shown_path.ts";
import { whyNoKey } from "./signature.ts";

/** Characters beyond which a token is no token that a backend would issue, and trying thousands of keys takes long. */
const LONGEST = 1 << 16;
/** Seconds after which everything else has its turn. */
const TURN = 0.05;

/** Keys beside those that are public. */
export interface WordLists {
  /** Absolute paths of files: a key a line. */
  readonly lists: readonly string[];
  /** Told now and then how many words were tried so far, of all lists. */
  readonly onWords: (words: number) => void;
}

/**
 * Whether a token verifies with a key that others have: one that is public or that an example file of the project
 * gives, each in its variants, or a word of a list. Its bytes tell; nothing is sent.
 */
export async function gatherKnownKey(
  host: Pick<Host, "files" | "clock">,
  project: Project,
  { token: text, words }: { readonly token: string; readonly words?: WordLists | undefined },
): Promise<Learned<KnownKeyFact>> {
  const token = keyedToken(text);
  if (token.outcome !== "keyed") return { known: false, why: whyNoKey(token) };
  if (text.length > LONGEST) {
    return {
      known: false,
      why: `the token is longer than ${LONGEST} characters: thousands of keys take too long`,
    };
  }
  const candidates = [
    ...KNOWN_KEYS.map(({ value }) => ({ kind: "public" as const, key: new TextEncoder().encode(value) })),
    ...[...exampleValues(host, project)].map((value) => ({ kind: "example" as const, key: value.bytes() })),
  ];
  const publicKeys = candidates.length;
  const signer = signerOf(token, candidates);
  if (signer !== null) {
    const found = { kind: signer.candidate.kind, variant: signer.variant };
    return { known: true, value: { publicKeys, lists: [], found } };
  }
  const tried: { readonly path: string; readonly words: number }[] = [];
  let before = 0;
  for (const list of words?.lists ?? []) {
    const path = shownPath(project, list);
    try {
      const { tried: count, line } = await tryList(
        host,
        token,
        list,
        (count) => words?.onWords(before + count),
      );
      before += count;
      tried.push({ path, words: count });
      if (line !== null) {
        return { known: true, value: { publicKeys, lists: tried, found: { kind: "word", path, line } } };
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { known: false, why: `${path} could not be read (${error.code})` };
    }
  }
  return { known: true, value: { publicKeys, lists: tried, found: null } };
}

async function tryList(
  { files, clock }: Pick<Host, "files" | "clock">,
  token: Token,
  path: string,
  onWords: (words: number) => void,
): Promise<{ readonly tried: number; readonly line: number | null }> {
  const trial = wordTrial(token);
  onWords(0);
  let line: number | null = null;
  let turn = clock.seconds();
  for (const piece of files.pieces(path)) {
    line = trial.take(piece);
    if (line !== null) break;
    if (clock.seconds() - turn < TURN) continue;
    onWords(trial.words());
    // A list takes minutes: Ctrl-C has to be heard.
    await clock.sleep(0);
    turn = clock.seconds();
  }
  line ??= trial.end();
  onWords(trial.words());
  return { tried: trial.words(), line };
}
