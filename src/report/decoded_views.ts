/** A text as it reads once an encoding is undone, with the place in the source of every unit. */
export interface View {
  readonly text: string;
  /** `starts[i]` is where unit i begins in the source; one more for the end. */
  readonly starts: readonly number[];
}

/** Undoes one encoding at one place: what stands there, and how many units it takes. */
type Undo = (text: string, at: number) => { readonly text: string; readonly length: number } | null;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "",
  b: "",
  f: "",
  v: "",
  a: "",
};
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

const ENCODINGS: readonly { readonly marker: string; readonly undo: Undo }[] = [
  { marker: "%", undo: percent },
  { marker: "\\", undo: backslash },
  { marker: "&", undo: entity },
];

/** Every reading of a line with one or two layers of encoding undone, where it has any. */
export function decodedViews(line: string): readonly View[] {
  const first = readings(line);
  const second = first.flatMap((outer) =>
    readings(outer.text).map((inner): View => ({
      text: inner.text,
      starts: inner.starts.map((start) => outer.starts[start] ?? line.length),
    }))
  );
  return [...first, ...second];
}

function readings(text: string): readonly View[] {
  return ENCODINGS.flatMap(({ marker, undo }): readonly View[] => {
    if (!text.includes(marker)) return [];
    const view = undone(text, marker, undo);
    // A form writes a space as a plus sign, and a plus sign as %2B
    const form = marker === "%" && text.includes("+")
      ? [undone(text, marker, (each, at) => each[at] === "+" ? { text: " ", length: 1 } : percent(each, at))]
      : [];
    return [view, ...form];
  });
}

function undone(text: string, marker: string, undo: Undo): View {
  const parts: string[] = [];
  const starts: number[] = [];
  let at = 0;
  while (at < text.length) {
    const unit = text.charAt(at);
    const found = unit === marker || unit === "+" ? undo(text, at) : null;
    const { text: plain, length } = found ?? { text: unit, length: 1 };
    parts.push(plain);
    for (let index = 0; index < plain.length; index++) starts.push(at);
    at += length;
  }
  starts.push(text.length);
  return { text: parts.join(""), starts };
}

/** `%C3%A9`: as many bytes as the first says make one character; what is no UTF-8 stays as it is. */
function percent(text: string, at: number) {
  const first = byteAt(text, at);
  if (first === null || (first >= 0x80 && first < 0xc0)) return null;
  if (first < 0x80) return { text: String.fromCharCode(first), length: 3 };
  const count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  const bytes = Array.from({ length: count }, (_, index) => byteAt(text, at + 3 * index));
  const known = bytes.filter((byte) => byte !== null);
  const decoded = new TextDecoder().decode(new Uint8Array(known));
  return known.length < count || decoded.includes("\ufffd") ? null : { text: decoded, length: 3 * count };
}

function byteAt(text: string, at: number): number | null {
  const digits = text.slice(at, at + 3);
  return /^%[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : null;
}

/** JSON, JavaScript and Python escapes; any other character stands for itself. */
function backslash(text: string, at: number) {
  if (text.charAt(at) !== "\\") return null;
  const code = /^(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|U([0-9a-f]{8})|x([0-9a-f]{2}))/i.exec(
    text.slice(at + 1, at + 10),
  );
  if (code !== null) {
    const digits = code[1] ?? code[2] ?? code[3] ?? code[4] ?? "";
    return { text: codePoint(Number.parseInt(digits, 16)), length: 1 + code[0].length };
  }
  const next = text.charAt(at + 1);
  return next === "" ? null : { text: SHORT_ESCAPES[next] ?? next, length: 2 };
}

function entity(text: string, at: number) {
  const found = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/i.exec(text.slice(at, at + 12));
  if (found === null) return null;
  const [whole, decimal, hexadecimal, name] = found;
  if (name !== undefined) {
    const plain = ENTITIES[name.toLowerCase()];
    return plain === undefined ? null : { text: plain, length: whole.length };
  }
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
  return { text: codePoint(code), length: whole.length };
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCharCode(...units(code)) : "";
}

/** UTF-16 units; a lone half of a pair stays one, because its other half follows as an escape of its own. */
function units(code: number): readonly number[] {
  return code < 0x10000 ? [code] : [0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff)];
}
