/** A secret of one run, which no output may hold a piece of. */
export interface Canary {
  readonly name: string;
  readonly value: string;
  /** A public value is only hidden whole: its words are those of every traceback. */
  readonly hidden: "runs" | "whole";
}

const ESCAPE = String.fromCharCode(0x1b);
const RUN = 6;
/** Six characters are eight of base64. */
const ENCODED_RUN = 8;

/**
 * A random text that nothing else can hold by chance: letters that are not hexadecimal, and digits, by turns.
 *
 * @param characters how many
 */
export function canaryText(characters: number): string {
  const letters = "ghijkmnopqrstuvwxyzGHJKLMNPQRSTUVWXYZ";
  const digits = "0123456789";
  const random = crypto.getRandomValues(new Uint16Array(characters));
  return Array.from(random, (number, at) => {
    const from = at % 2 === 0 ? letters : digits;
    return from.charAt(number % from.length);
  }).join("");
}

/** The same text in other characters of the same kinds, so that every measurement of it is equal. */
export function twinOf(text: string): string {
  return text.replaceAll(/[a-zA-Z0-9]/g, (character) => {
    if (/\d/.test(character)) return String((Number(character) + 3) % 10);
    const first = character < "a" ? 65 : 97;
    return String.fromCharCode((character.charCodeAt(0) - first + 7) % 26 + first);
  });
}

/** The canaries of which a text holds a piece, in any case and encoding: the name, and what was seen first. */
export function leaksIn(text: string, canaries: readonly Canary[]): readonly string[] {
  const leaks = new Map<string, string>();
  const folded = new Map<string, string>();
  const encoded = new Map<string, string>();
  for (const { name, value, hidden } of canaries) {
    if (hidden === "whole") {
      if (text.includes(value)) leaks.set(name, value);
      continue;
    }
    for (const run of runsOf(value.toLowerCase(), RUN)) folded.set(run, name);
    for (const form of base64Forms(value)) {
      for (const run of runsOf(form, ENCODED_RUN)) encoded.set(run, name);
    }
  }
  for (const view of viewsOf(text)) {
    const lower = view.toLowerCase();
    for (let at = 0; at + RUN <= view.length; at++) {
      const found = folded.get(lower.slice(at, at + RUN)) ?? encoded.get(view.slice(at, at + ENCODED_RUN));
      if (found !== undefined && !leaks.has(found)) {
        leaks.set(found, view.slice(Math.max(0, at - 40), at + ENCODED_RUN));
      }
    }
  }
  return [...leaks].map(([name, seen]) => `${name}: ${seen}`);
}

/** A run of letters alone can be a word by chance. */
function runsOf(text: string, length: number): readonly string[] {
  const runs: string[] = [];
  for (let at = 0; at + length <= text.length; at++) {
    const run = text.slice(at, at + length);
    if (/\d/.test(run)) runs.push(run);
  }
  return runs;
}

function base64Forms(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  return [0, 1, 2].flatMap((skip) => {
    const padded = new Uint8Array(bytes.length + skip);
    padded.set(bytes, skip);
    return (["base64", "base64url"] as const).map((alphabet) =>
      padded.toBase64({ alphabet, omitPadding: true }).slice(skip === 0 ? 0 : skip + 1, -1)
    );
  });
}

/** The text as it came, and as it reads once what a terminal, a shell or a page undoes is undone. */
function viewsOf(text: string): readonly string[] {
  const invisible = new RegExp(`${ESCAPE}\\[[0-9;]*m|[\\u200b-\\u200f\\u2060\\ufeff]`, "g");
  const views = [
    text,
    text.replaceAll(invisible, ""),
    text.replaceAll(/\s+/g, ""),
    text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      const bytes = Uint8Array.fromHex(escapes.replaceAll("%", ""));
      return new TextDecoder().decode(bytes);
    }),
    text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/\\(.)/g, "$1"),
  ];
  return [...new Set(views)];
}
