/** Finds parts of keys in a stream of bytes that may have no end, also across the borders of its pieces. */
import { measure } from "./strength.ts";

/** How a key stands in a text: as it is, or encoded in one of the ways that outputs do. */
export type KeyForm = "plain" | "percent-encoded" | "escaped" | "html" | "hex" | "base64";

/** A part of a key in a stream. */
export interface KeyHit {
  /** The name that the key was given. */
  readonly key: string;
  readonly form: KeyForm;
  /** Of the stream, from 1. */
  readonly line: number;
}

/** One stream that is searched piece by piece; between two pieces it keeps a few hundred bytes. */
export interface KeyStream {
  /** What is known to be in it once more bytes have come; a key is told once a line. */
  add(bytes: Uint8Array): readonly KeyHit[];
  /** What its last bytes hold. */
  end(): readonly KeyHit[];
}

/** A search for keys, which can be begun on any number of streams. */
export interface KeySearch {
  /** The names of the keys that it looks for: each whose parts can be told from other text. */
  readonly keys: readonly string[];
  readonly begin: () => KeyStream;
}

/** So many characters in a row are a part of a key; fewer can be chance. */
export const RUN = 8;

// A window of 8 bytes, wherever it begins in a group of three, is at least 10 whole digits of base64.
const BASE64_RUN = 10;
/** A part that is easier to guess is a word, which other texts hold too. */
const LEAST_BITS = 24;
/** In a run of letters: `SecretKey` has two or three, eight random letters mostly more. */
const LEAST_CASE_CHANGES = 3;
/** The least share of runs that tell in a random key: of 64 kinds of characters, one run in five is all letters. */
const MOSTLY = 0.6;
const VOCABULARY: ReadonlySet<string | undefined> = new Set(["known", "example", "placeholder", "words"]);
const WORDS: ReadonlySet<string | undefined> = new Set([...VOCABULARY, "repeated", "sequence"]);

interface Needle {
  readonly key: string;
  readonly form: KeyForm;
  readonly bytes: Uint8Array;
}

/**
 * Makes a search for every run of 8 characters of the keys: as they are, percent-encoded, with JSON or HTML
 * escapes, in hex and in base64. A run of words counts for none, because other texts hold it too; of a key that
 * is nothing but words the whole counts, and one of fewer than 8 characters is not looked for.
 */
export function createKeySearch(
  keys: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): KeySearch {
  const needles = keys.flatMap(({ name, bytes }) => needlesOf(name, bytes));
  const longest = Math.max(1, ...needles.map(({ bytes }) => bytes.length));
  const byHead = new Map<number, Needle[]>();
  const heads = new Uint8Array(1 << 16);
  for (const needle of needles) {
    const head = headAt(needle.bytes, 0);
    heads[head] = 1;
    byHead.set(head, [...byHead.get(head) ?? [], needle]);
  }

  function begin(): KeyStream {
    let kept: Uint8Array = new Uint8Array();
    let line = 1;
    const told = new Map<string, number>();

    function search(bytes: Uint8Array, until: number): readonly KeyHit[] {
      const hits: KeyHit[] = [];
      for (let at = 0; at < until; at++) {
        if (bytes[at] === 10) line++;
        const head = headAt(bytes, at);
        if (heads[head] === 0) continue;
        for (const { key, form, bytes: wanted } of byHead.get(head) ?? []) {
          if (told.get(key) === line || !isAt(bytes, at, wanted)) continue;
          told.set(key, line);
          hits.push({ key, form, line });
        }
      }
      return hits;
    }

    return {
      add(bytes) {
        const all = joined(kept, bytes);
        const until = Math.max(0, all.length - longest + 1);
        const hits = search(all, until);
        kept = all.slice(until);
        return hits;
      },
      end() {
        const hits = search(kept, kept.length);
        kept = new Uint8Array();
        return hits;
      },
    };
  }

  return { keys: [...new Set(needles.map(({ key }) => key))], begin };
}

function headAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0);
}

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function needlesOf(key: string, bytes: Uint8Array): readonly Needle[] {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const characters = [...text];
  if (characters.length < RUN) return [];
  const isText = !text.includes("\ufffd");
  const windows = isText
    ? runsOf(characters, RUN).map((run) => encoded(run.join("")))
    : runsOf([...bytes], RUN).map((run) => Uint8Array.from(run));
  const certain = windows.filter(tells);
  // Of a key that is random on the whole, also what might be a word elsewhere is chance.
  const isRandom = certain.length >= windows.length * MOSTLY;
  const telling = isRandom ? windows.filter((window) => tells(window) || isMixed(window)) : certain;
  const needles = telling.length === 0 ? formsOf(bytes, isText) : [
    ...telling.flatMap((window) => formsOf(window, isText).filter(({ form }) => form !== "base64")),
    ...base64Runs(bytes),
  ];
  const distinct = new Map(needles.map((needle) => [needle.bytes.join(), { ...needle, key }]));
  return [...distinct.values()];
}

/** What writers of JSON escape besides, so that it can stand in a page or is ASCII. */
const BEYOND_JSON = [/[<>&]/g, /[<>&']/g, /[\u0080-\uffff]/g, /[<>&'\u0080-\uffff]/g] as const;

type Form = Omit<Needle, "key">;

/** A run of a key that no other text would hold: it is no part of words, in whatever case names are written. */
function tells(window: Uint8Array): boolean {
  const { weakness, guessBits } = measure(window);
  if (guessBits < LEAST_BITS || WORDS.has(weakness?.kind)) return false;
  const text = new TextDecoder().decode(window);
  return !/^[A-Za-z_. -]+$/.test(text) || caseChanges(text) >= LEAST_CASE_CHANGES;
}

/** A run whose letters change their case inside, or stand among digits, and that is no known word. */
function isMixed(window: Uint8Array): boolean {
  if (VOCABULARY.has(measure(window).weakness?.kind)) return false;
  const text = new TextDecoder().decode(window);
  return caseChanges(text.slice(1)) > 0 || /[A-Za-z]/.test(text) && /[0-9]/.test(text);
}

function caseChanges(text: string): number {
  return text.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
}

function formsOf(bytes: Uint8Array, isText: boolean): readonly Form[] {
  const text = isText ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) : "";
  const inJson = JSON.stringify(text).slice(1, -1);
  const written: readonly (readonly [KeyForm, string])[] = isText
    ? [
      ["percent-encoded", percent(text, /[^A-Za-z0-9_.~-]/gu)],
      ["percent-encoded", percent(text, /[^A-Za-z0-9_.~!*'()-]/gu)],
      ["escaped", inJson],
      ...BEYOND_JSON.map((more): [KeyForm, string] => ["escaped", inJson.replaceAll(more, unicodeEscape)]),
      ["escaped", text.replaceAll(/[\\']/g, "\\$&")],
      ["html", html(text, "&#x27;")],
      ["html", html(text, "&#39;")],
    ]
    : [];
  return [
    { form: "plain", bytes },
    ...written.map(([form, text]): Form => ({ form, bytes: encoded(text) }))
      .filter((one) => encoded(text).join() !== one.bytes.join()),
    { form: "hex", bytes: encoded(bytes.toHex()) },
    { form: "hex", bytes: encoded(bytes.toHex().toUpperCase()) },
    { form: "base64", bytes: encoded(bytes.toBase64({ omitPadding: true })) },
    { form: "base64", bytes: encoded(bytes.toBase64({ omitPadding: true, alphabet: "base64url" })) },
  ];
}

/** The digits of a key in base64, by where a group of three bytes begins, without those that neighbours share. */
function base64Runs(bytes: Uint8Array): readonly Form[] {
  return (["base64", "base64url"] as const).flatMap((alphabet) =>
    [0, 1, 2].flatMap((skip) => {
      const padded = joined(new Uint8Array(skip), bytes);
      const digits = padded.toBase64({ omitPadding: true, alphabet });
      const whole = digits.slice(skip === 0 ? 0 : skip + 1, Math.floor(padded.length * 8 / 6));
      return runsOf([...whole], BASE64_RUN).map((run): Form => ({
        form: "base64",
        bytes: encoded(run.join("")),
      }));
    })
  );
}

function runsOf<T>(all: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from(
    { length: Math.max(0, all.length - length + 1) },
    (_, at) => all.slice(at, at + length),
  );
}

function percent(text: string, unsafe: RegExp): string {
  return text.replaceAll(
    unsafe,
    (character) => encoded(character).toHex().toUpperCase().replace(/../g, "%$&"),
  );
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function html(text: string, quote: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? quote);
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
