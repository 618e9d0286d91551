import { basename } from "@std/path";
import { KeysplitError } from "../errors.ts";
import { FileError, type Host } from "../io/host.ts";

/** A text that somebody hands over: standard input, or a file. */
export interface Input {
  /** For a person: `standard input`, or the file's name. */
  readonly title: string;
  /** The file's name; null for standard input. */
  readonly path: string | null;
  /** The bytes as they come; a piece is valid until the next is asked for. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * Opens a file, or standard input for `-`.
 *
 * @param spec absolute path, or `-`
 * @throws {KeysplitError} `usage` where there is no such file
 */
export function openInput(host: Pick<Host, "files" | "terminal" | "clock">, spec: string): Input {
  if (spec === "-") return { title: "standard input", path: null, pieces: host.terminal.pieces() };
  requireFile(host.files, spec);
  return { title: basename(spec), path: basename(spec), pieces: piecesOf(host, spec) };
}

function requireFile(files: Host["files"], path: string): void {
  let kind: string = "nothing";
  try {
    ({ kind } = files.stat(path));
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== "ENOENT") throw error;
  }
  if (kind === "file") return;
  throw new KeysplitError("usage", kind === "nothing" ? `There is no file ${path}` : `${path} is no file`, {
    next: ["- stands for standard input"],
  });
}

async function* piecesOf(
  { files, clock }: Pick<Host, "files" | "clock">,
  path: string,
): AsyncIterable<Uint8Array> {
  for (const piece of files.pieces(path)) {
    yield piece;
    // Signals are seen between two pieces.
    await clock.sleep(0);
  }
}

/**
 * A decoder of text as terminals and shells write it: UTF-8, or UTF-16 where a byte order mark or a NUL in the
 * first letter says so.
 */
export function createTextDecoder(): { decode(piece: Uint8Array): string; end(): string } {
  let decoder: TextDecoder | null = null;
  /** The first byte, where it came alone: a mark has two. */
  let held = new Uint8Array();
  return {
    decode(piece) {
      if (decoder !== null) return decoder.decode(piece, { stream: true });
      const start = held.length === 0 ? piece : new Uint8Array([...held, ...piece]);
      if (start.length < 2) {
        held = start.slice();
        return "";
      }
      decoder = new TextDecoder(encodingOf(start));
      return decoder.decode(start, { stream: true });
    },
    end: () => decoder === null ? new TextDecoder().decode(held) : decoder.decode(),
  };
}

function encodingOf(start: Uint8Array): string {
  const [first = 0, second = 0] = start;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0 || second === 0) return first === second ? "utf-8" : first === 0 ? "utf-16be" : "utf-16le";
  return "utf-8";
}

/** The share of a text that control characters may have: another encoding than UTF-8 has none of them. */
const MOST_CONTROLS = 0.02;

/**
 * Whether the beginning of an input is text, and no archive or program. What text has too does not count: blanks,
 * the escapes of terminals, and the NULs of a log that was cut while it was written.
 */
export function isText(beginning: string): boolean {
  let controls = 0;
  for (let at = 0; at < beginning.length; at++) {
    const unit = beginning.charCodeAt(at);
    if ((unit > 0 && unit < 8) || (unit > 13 && unit < 27)) controls += 1;
  }
  return controls <= beginning.length * MOST_CONTROLS;
}
