/**
 * Standard input, output and error. Questions are read in raw mode with an asynchronous read: `prompt()`
 * writes to standard output and blocks the event loop, and with a signal listener Ctrl-C hangs it for good.
 */

import { KeysplitError } from "../errors.ts";
import type { Environment, Terminal } from "./host.ts";
import { lineEditor, type Typed } from "./line_editor.ts";

/** What the real terminal is told. */
export interface TerminalOptions {
  readonly environment: Environment;
  /** `never` is `--no-color`; `auto` is colour on a terminal unless NO_COLOR is set. */
  readonly color: "auto" | "never";
}

const BUFFER_BYTES = 64 * 1024;
/** More than any password; a stream without line ends fills no memory. */
const MAX_LINE_BYTES = 64 * 1024;
const LINE_FEED = 10;

type Reader = () => Promise<Uint8Array | null>;

/** The terminal of this process. */
export function denoTerminal({ environment, color }: TerminalOptions): Terminal {
  const outputIsTerminal = Deno.stdout.isTerminal();
  const interactive = Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
  const input = standardInput();

  async function question(text: string, show: (echo: string) => void): Promise<string | null> {
    if (!interactive) return null;
    note(text);
    const answer = await inRawMode(input, show);
    note("\n");
    return answer;
  }

  return {
    print,
    note,
    outputIsTerminal,
    interactive,
    color: color === "auto" && outputIsTerminal && !Deno.noColor && environment.get("TERM") !== "dumb",
    unicode: showsUnicode(environment),
    ask: (text) => question(text, note),
    askSecret: (text) => question(text, () => {}),
    readLine: () => readLine(input),
    pieces: () => pieces(input),
    readAll: (maxBytes) => readAll(input, maxBytes),
  };
}

/** Where the locale says UTF-8; macOS shows it also where no locale is set, as in its task runners. */
function showsUnicode(environment: Environment): boolean {
  const names = ["LC_ALL", "LC_CTYPE", "LANG"];
  const locale = names.map((name) => environment.get(name)).find((value) =>
    value !== undefined && value !== ""
  );
  return locale === undefined ? Deno.build.os === "darwin" : /utf-?8/i.test(locale);
}

/** @throws {KeysplitError} `write-failed` where the output cannot take the text, e.g. on a full disk */
function print(text: string): void {
  try {
    writeAll(Deno.stdout, text);
  } catch (error) {
    // The reader has gone, as of `keysplit | head -1`, or there was none: nobody misses the text.
    if (error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.BadResource) return;
    throw new KeysplitError("write-failed", "Write to standard output failed", { cause: error });
  }
}

function note(text: string): void {
  try {
    writeAll(Deno.stderr, text);
  } catch {
    // There is no better place to say it.
  }
}

/** Used again and again: memory outside of the heap is given back late. */
const WRITTEN = new Uint8Array(BUFFER_BYTES);

function writeAll(stream: typeof Deno.stdout, text: string): void {
  const encoder = new TextEncoder();
  for (let rest = text; rest !== "";) {
    const { read, written } = encoder.encodeInto(rest, WRITTEN);
    writeBytes(stream, WRITTEN.subarray(0, written));
    rest = rest.slice(read);
  }
}

function writeBytes(stream: typeof Deno.stdout, all: Uint8Array): void {
  let bytes = all;
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(stream.writeSync(bytes));
    } catch (error) {
      // Somebody who shares the terminal or the pipe has made it non-blocking, and it is full.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

interface Input {
  /** The next bytes, or null at the end. */
  readonly next: Reader;
  /** Gives bytes back that were read too many. */
  readonly unread: (bytes: Uint8Array) => void;
}

/** A read of standard input cannot be cancelled: one that a signal interrupted is what the next one gets. */
function standardInput(): Input {
  const buffer = new Uint8Array(BUFFER_BYTES);
  let pending: Promise<Uint8Array | null> | undefined;
  let back: Uint8Array = new Uint8Array();

  async function read(): Promise<Uint8Array | null> {
    try {
      const count = await Deno.stdin.read(buffer);
      return count === null ? null : buffer.slice(0, count);
    } catch {
      // Closed, or the terminal has gone: no more will come.
      return null;
    } finally {
      pending = undefined;
    }
  }

  return {
    next() {
      if (back.length === 0) return pending ??= read();
      const bytes = back;
      back = new Uint8Array();
      return Promise.resolve(bytes);
    },
    unread: (bytes) => back = bytes,
  };
}

const SIGNALS: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Reads a line without the terminal's own echo; null at its end, by Ctrl-C, or by a signal from outside. */
async function inRawMode(input: Input, show: (echo: string) => void): Promise<string | null> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<null>();
  const onSignal = () => {
    leaveRawMode();
    stop(null);
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onSignal);
  try {
    // Without `cbreak`, Ctrl-C is a byte for us alone. As a signal it would end npx and the shell's wait for
    // it at once, while Keysplit still says how things stand.
    Deno.stdin.setRaw(true);
    const editor = lineEditor();
    let state: Typed = "open";
    while (state === "open") {
      const bytes = await Promise.race([input.next(), stopped]);
      if (bytes === null) return null;
      const fed = editor.feed(bytes);
      show(fed.echo);
      input.unread(fed.rest);
      state = fed.state;
    }
    return state === "done" ? editor.text() : null;
  } finally {
    leaveRawMode();
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, onSignal);
  }
}

function leaveRawMode(): void {
  try {
    Deno.stdin.setRaw(false);
  } catch {
    // The terminal has gone.
  }
}

async function readLine(input: Input): Promise<string | null> {
  const bytes: number[] = [];
  for (;;) {
    const chunk = await input.next();
    if (chunk === null) return bytes.length === 0 ? null : lineOf(bytes);
    const end = chunk.indexOf(LINE_FEED);
    bytes.push(...chunk.subarray(0, end === -1 ? chunk.length : end));
    if (end !== -1) {
      input.unread(chunk.subarray(end + 1));
      return lineOf(bytes);
    }
    if (bytes.length > MAX_LINE_BYTES) return lineOf(bytes.slice(0, MAX_LINE_BYTES));
  }
}

function lineOf(bytes: readonly number[]): string {
  return new TextDecoder().decode(new Uint8Array(bytes)).replace(/\r$/, "");
}

async function* pieces(input: Input): AsyncIterable<Uint8Array> {
  for (let piece = await input.next(); piece !== null; piece = await input.next()) yield piece;
}

async function readAll(input: Input, maxBytes: number): Promise<Uint8Array> {
  const all = new Uint8Array(maxBytes);
  let length = 0;
  while (length < maxBytes) {
    const chunk = await input.next();
    if (chunk === null) break;
    const taken = chunk.subarray(0, maxBytes - length);
    all.set(taken, length);
    length += taken.length;
    input.unread(chunk.subarray(taken.length));
  }
  return all.slice(0, length);
}
