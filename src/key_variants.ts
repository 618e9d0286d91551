import { decode, decodeUrl } from "./encodings.ts";
import { toByteText } from "./env/pieces/byte_text.ts";
import type { KeyVariant } from "./rules/key_variant.ts";

/** A key as something on its way changed it. */
export interface VariedKey {
  readonly variant: Exclude<KeyVariant, "exact">;
  readonly key: Uint8Array;
}

/** Beyond this many bytes a key is not varied: what is so long is a file of something else. */
const LONGEST = 4096;

/**
 * The variants of a key that loaders, shells and people make of it, each once and none that is the key itself:
 * of its bytes, and of what is left without the blanks, the quotes and the comment around it.
 */
export function* keyVariants(key: Uint8Array): Generator<VariedKey> {
  if (key.length > LONGEST) return;
  // One character a byte: a key need not be text.
  const text = toByteText(key);
  const seen = new Set([text]);
  for (const [variant, changed] of variantsOf(text)) {
    // A MAC fills a key up with zeros: zeros alone are the empty key, which is no variant of this one.
    if (changed === null || seen.has(changed) || /^\0+$/.test(changed)) continue;
    seen.add(changed);
    yield { variant, key: Uint8Array.from(changed, (character) => character.charCodeAt(0)) };
  }
}

type Variant = VariedKey["variant"];

function* variantsOf(text: string): Generator<readonly [Variant, string | null]> {
  const { bare, withoutComment, how } = writtenOf(text);
  yield* decodings(text);
  yield* additions(text);
  yield ["without-blanks", text.trim()];
  yield ["without-inline-comment", withoutComment];
  yield [how, bare];
  yield* losses(text);
  yield* encodings(text);
  yield* decodings(bare);
  yield* additions(bare);
  yield* losses(bare);
  yield* encodings(bare);
}

function* decodings(text: string): Generator<readonly [Variant, string | null]> {
  yield [/[-_]/.test(text) ? "base64url" : "base64", decode(text, "base64")];
  // Python's b64decode drops what is not of its alphabet, unless it is told to validate.
  const dropped = text.replaceAll(/[^A-Za-z0-9+/=]/g, "");
  yield ["base64", dropped.length % 4 === 0 ? decode(dropped, "base64") : null];
  // Node drops it too, reads - and _ as well, wants no whole groups, and ends at the first =.
  const loose = text.replace(/=[^]*$/, "").replaceAll(/[^A-Za-z0-9+/_-]/g, "");
  yield [/[-_]/.test(loose) ? "base64url" : "base64", decode(loose, "base64")];
  yield ["hex", decode(text, "hex")];
  // Node's hex ends without a word at the first pair that is none.
  yield ["hex", decode(/^(?:[0-9a-f]{2})*/i.exec(text)?.[0] ?? "", "hex")];
  yield ["url-decoded", decodeUrl(text)];
}

function* additions(text: string): Generator<readonly [Variant, string | null]> {
  yield ["with-newline", `${text}\n`];
  yield ["with-crlf", `${text}\r\n`];
  yield ["with-carriage-return", `${text}\r`];
  yield ["with-blank", `${text} `];
  yield ["with-blank", `${text}\t`];
  yield ["with-blank", ` ${text}`];
  yield ["with-double-quotes", `"${text}"`];
  yield ["with-single-quotes", `'${text}'`];
  yield ["byte-order-mark", `\xef\xbb\xbf${text}`];
}

function* losses(text: string): Generator<readonly [Variant, string | null]> {
  yield ["first-line", upTo(text, /[\r\n]/)];
  yield ["cut-at-hash", upTo(text, /#/)];
  yield ["without-references", text.replaceAll(/\$(?:\w+|\{[^}]*\})/g, "")];
  yield ["halved-dollars", text.replaceAll("$$", "$")];
  yield ["unescaped", text.replaceAll(/\\(.)/g, (_, next: string) => ESCAPES[next] ?? next)];
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function* encodings(text: string): Generator<readonly [Variant, string | null]> {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  yield ["encoded-base64", bytes.toBase64()];
  yield ["encoded-base64", bytes.toBase64({ omitPadding: true })];
  yield ["encoded-base64url", bytes.toBase64({ alphabet: "base64url", omitPadding: true })];
  yield ["encoded-base64url", bytes.toBase64({ alphabet: "base64url" })];
  yield ["encoded-hex", bytes.toHex()];
  yield ["encoded-hex", bytes.toHex().toUpperCase()];
}

function upTo(text: string, end: RegExp): string | null {
  const at = text.search(end);
  return at <= 0 ? null : text.slice(0, at);
}

const QUOTED = /^\s*(["'`])([^]*)\1\s*(?:[ \t]#([^]*))?$/;

interface Written {
  /** The value itself: without blanks, quotes and the comment around it. */
  readonly bare: string;
  readonly withoutComment: string;
  readonly how: "without-quotes" | "without-blanks" | "without-inline-comment";
}

/** A value as it may stand on a line; what stands in quotes is no comment. */
function writtenOf(text: string): Written {
  const [, quote, inner, comment] = QUOTED.exec(text) ?? [];
  if (quote !== undefined && inner !== undefined) {
    const withoutComment = comment === undefined ? text : `${quote}${inner}${quote}`;
    return {
      bare: inner,
      withoutComment,
      how: comment === undefined ? "without-quotes" : "without-inline-comment",
    };
  }
  const value = upTo(text, /[ \t]#/)?.trimEnd();
  return value === undefined
    ? { bare: text.trim(), withoutComment: text, how: "without-blanks" }
    : { bare: value.trim(), withoutComment: value, how: "without-inline-comment" };
}
