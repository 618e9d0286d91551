import type { EnvDocument, EnvNode } from "./document.ts";

/** What a generator of keys prints, with no blank in it: base64 in both alphabets, hexadecimal; Django's own. */
const KEYS = [/^[\w+/-]{32,512}={0,2}$/, /^(?=.*[!@#$%^&*(])[a-z0-9!@#$%^&*(\-_=+)]{50}$/];
/** The padding makes it an assignment of nothing to most loaders. */
const PADDED = /^(?=(?:.{4})+$)[A-Za-z0-9]{32,512}={1,2}$/;
/** Words joined by underscores are a name. */
const NAME = /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z]+(?:_[a-z0-9]+)+)$/;
const FEWEST_CHARACTERS = 12;

/**
 * The 1-based lines of an env file that hold what reads like a key and no name for it, as `… >> .env` leaves them.
 * None where a certificate was pasted in: its lines read the same.
 */
export function linesWithoutName({ bytes, nodes }: EnvDocument): readonly number[] {
  const read = nodes.map((node) => ({ node, text: textOf(bytes, node) }));
  if (read.some(({ text }) => text.startsWith("-----BEGIN"))) return [];
  return read.filter(({ node, text }) => isKey(node, text)).map(({ node }) => node.line);
}

function isKey(node: EnvNode, text: string): boolean {
  const various = new Set(text).size >= FEWEST_CHARACTERS && /\d/.test(text) && /[A-Za-z]/.test(text);
  if (!various || NAME.test(text)) return false;
  switch (node.kind) {
    case "bare":
      return KEYS.some((key) => key.test(text));
    case "other":
      return node.key === null && KEYS.some((key) => key.test(text));
    case "assignment":
      return node.contested === null && PADDED.test(text);
    default:
      return false;
  }
}

function textOf(bytes: Uint8Array, { start, contentEnd }: EnvNode): string {
  return new TextDecoder().decode(bytes.subarray(start, contentEnd)).trim();
}
