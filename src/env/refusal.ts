import { countLineEndings } from "./ascii.ts";

/** Why a file is not edited: the line, what would go wrong, and what to do or to type. */
export interface Refusal {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  readonly next: readonly string[];
}

/**
 * Refuses bytes that loaders do not read as text at all: UTF-16, by its BOM or by NUL in every second
 * byte, and NUL anywhere. `path` is what the remedy names, as a person would type it.
 */
export function refusalOf(bytes: Uint8Array, path = ".env"): Refusal | null {
  const encoding = findUtf16(bytes);
  if (encoding !== null) {
    return {
      line: 1,
      message: "Cannot edit the file: it is UTF-16, which no loader in use reads",
      next: [convert(path, `iconv -f ${encoding} -t UTF-8`)],
    };
  }
  const nul = bytes.indexOf(0);
  if (nul < 0) return null;
  const line = 1 + countLineEndings(bytes, 0, nul);
  return {
    line,
    message: `Cannot edit the file: line ${line} holds a NUL byte, on which loaders fail or stop`,
    next: [convert(path, String.raw`tr -d '\000'`)],
  };
}

/** The name that iconv has for it. A BOM says which half comes first; iconv's own `UTF-16` drops it. */
function findUtf16(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "UTF-16";
  if (bytes.length < 4 || bytes.length % 2 === 1) return null;
  const zeros = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0) zeros[at % 2] = zeros[at % 2]! + 1;
  }
  const [even, odd] = zeros as [number, number];
  // Names, `=` and line endings are ASCII in any language: most of one half is zero, nothing of the other.
  const most = bytes.length / 4;
  if (odd > most && even === 0) return "UTF-16LE";
  if (even > most && odd === 0) return "UTF-16BE";
  return null;
}

/** The copy holds secrets too, so it is made for the owner alone. */
function convert(path: string, command: string): string {
  const source = quote(path);
  const copy = quote(`${path}.utf8`);
  return `(umask 077 && ${command} < ${source} > ${copy} && mv -- ${copy} ${source})`;
}

function quote(path: string): string {
  return /^[A-Za-z0-9_.\/~-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
