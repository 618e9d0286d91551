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
      const result = await tryList(
        host,
        token,
        list,
        (count) => words?.onWords(before + count),
      );
      if ("why" in result) return { known: false, why: `${path} ${result.why}` };
      const { words: count, line } = result;
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
): Promise<{ readonly words: number; readonly line: number | null } | { readonly why: string }> {
  const trial = wordTrial(token);
  onWords(0);
  let line: number | null = null;
  let turn = clock.seconds();
  let isFirst = true;
  for (const piece of files.pieces(path)) {
    const why = isFirst ? noWordList(piece) : null;
    if (why !== null) return { why };
    line = trial.take(isFirst ? withoutMark(piece) : piece);
    isFirst = false;
    if (line !== null) break;
    if (clock.seconds() - turn < TURN) continue;
    onWords(trial.words());
    // A list takes minutes: Ctrl-C has to be heard.
    await clock.sleep(0);
    turn = clock.seconds();
  }
  line ??= trial.end();
  onWords(trial.words());
  return trial.words() === 0 ? { why: "holds no word" } : { words: trial.words(), line };
}

const MAGIC: readonly (readonly [what: string, begins: readonly number[]])[] = [
  ["is UTF-16, not a word a line in the bytes that a key has", [0xff, 0xfe]],
  ["is UTF-16, not a word a line in the bytes that a key has", [0xfe, 0xff]],
  ["is packed by gzip, and not unpacked here", [0x1f, 0x8b]],
  ["is packed by zip, and not unpacked here", [0x50, 0x4b, 0x03, 0x04]],
  ["is packed by bzip2, and not unpacked here", [0x42, 0x5a, 0x68]],
  ["is packed by xz, and not unpacked here", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["is packed by 7z, and not unpacked here", [0x37, 0x7a, 0xbc, 0xaf, 0x27]],
  ["is packed by zstd, and not unpacked here", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** Why a file whose first bytes these are holds its words in other bytes than keys have; null where it does not. */
function noWordList(piece: Uint8Array): string | null {
  const magic = MAGIC.find(([, begins]) => begins.every((byte, at) => piece[at] === byte));
  return magic?.[0] ?? null;
}

/** Without the byte order mark of UTF-8, which is no part of the first word. */
function withoutMark(piece: Uint8Array): Uint8Array {
  return piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? piece.subarray(3) : piece;
}
