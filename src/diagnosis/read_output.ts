import { plain } from "../report/plain.ts";
import { withoutClientText } from "./access_line.ts";
import { parseHead } from "./parse_head.ts";
import type { Seen } from "./symptom.ts";
import { RECORD, undecorate } from "./undecorate.ts";

/** One printed line, without decoration: no colours, no container or journal prefix, no log level. */
export interface Line {
  /** 1-based, in the output as it was printed. */
  readonly number: number;
  readonly text: string;
}

/** A place in a stack: the file and the line of code that was shown of it. */
export interface Frame {
  readonly file: string;
  readonly code: string;
}

/** An exception that was printed. */
export interface Raised {
  /** The class without its module: `ImproperlyConfigured`. */
  readonly name: string;
  /** The class as printed: `django.core.exceptions.ImproperlyConfigured`. */
  readonly path: string;
  /** The rest of the head line; empty where the message starts on the next line. */
  readonly head: Line;
  /** The further lines of the message; after the first 200 each text once. */
  readonly body: readonly Line[];
  readonly frames: readonly Frame[];
  /** Exceptions of one chain ("direct cause", "during handling") share a number; the last one ended it. */
  readonly chain: number;
  /** Whether it was only a warning, and the program went on. */
  readonly warning: boolean;
}

/** An output as exceptions and what was printed beside them. */
export interface Output {
  readonly raised: readonly Raised[];
  /** Other lines, each text once, in blocks: a log record or a banner. Code of tracebacks is not among them. */
  readonly blocks: readonly (readonly Line[])[];
  readonly exitCode: number | null;
}

interface Open {
  readonly path: string;
  readonly head: Line;
  readonly body: Line[];
  readonly texts: Set<string>;
  readonly frames: Frame[];
  readonly chain: number;
  readonly warning: boolean;
}

/** Longest part of a line that is looked at: messages say what they have to say at their start. */
const LINE_LIMIT = 4000;
/** Lines of a message that are kept as they are (pydantic repeats a sentence per field); then each text once. */
const VERBATIM = 200;
const BODY_LIMIT = 700;
const FRAME_LIMIT = 300;

const TRACEBACK = /^(?:Exception Group )?Traceback \(most recent call last\):$/;
const LINK =
  /^(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):/;
const PYTHON_FRAME = /^ {1,8}File "([^"\n]{1,1000})", line \d{1,9}/;
const NODE_FRAME = /^ {1,12}at (.{1,1000})$/;
const RUBY_FRAME = /^\tfrom .{1,1000}:\d{1,9}:in .{1,300}$/;
const EXCERPT = /^(?:(?:file:\/\/)?(?:\/|[A-Za-z]:\\)|node:)[^\s"']{1,500}:\d{1,9}$/;
const CARETS = /^[\s^~]{1,400}$/;

const read = new WeakMap<Seen, Output>();

/**
 * Reads an output into exceptions and other lines. Linear in its length; repeated lines count once, so that
 * a banner of a thousand lines is as small as its text.
 */
export function readOutput(seen: Seen): Output {
  const known = read.get(seen);
  if (known !== undefined) return known;
  const output = seen.kind === "output"
    ? parse(seen.text, seen.exitCode)
    : parse(answeredException(seen.body), null);
  read.set(seen, output);
  return output;
}

/** The exception that a debug page tells of (Django's text and HTML, Werkzeug's and Express's HTML), as a head line. */
function answeredException(body: string): string {
  const start = body.slice(0, 200_000);
  const at = /^([A-Z]\w{2,60}) at \/[^\n]{0,500}\n([^\n]{0,2000})/.exec(start);
  if (at !== null) return `${at[1]}: ${at[2]}`;
  // Express
  const pre = /<pre>((?!SyntaxError)[A-Z]\w{2,60}Error): ([^<\n]{0,2000})/.exec(start);
  if (pre !== null) return `${pre[1]}: ${unescapeHtml(pre[2] ?? "")}`;
  const title = /<title>\s{0,40}([A-Z]\w{2,60})(?:\s{1,40}at \/|: )([^<]{0,1000})/.exec(start);
  if (title === null) return "";
  const value = /<pre class="exception_value">([^<]{0,2000})<\/pre>/.exec(start);
  return `${title[1]}: ${unescapeHtml(value?.[1] ?? title[2] ?? "")}`;
}

function unescapeHtml(text: string): string {
  return text.replace(/&#x27;|&#39;/g, "'").replace(/&quot;/g, '"').replace(/&lt;/g, "<").replace(
    /&gt;/g,
    ">",
  )
    .replace(/&amp;/g, "&");
}

function parse(text: string, exitCode: number | null): Output {
  const reader = createReader();
  const lines = text.split("\n");
  const indent = commonIndent(lines);
  let number = 0;
  for (const raw of lines) {
    number += 1;
    if (raw === "" || raw === "\r") continue;
    reader.take(number, undecorate(withoutClientText(plain(raw.slice(indent, indent + LINE_LIMIT)))));
  }
  return { ...reader.end(), exitCode };
}

/** The blanks at which every line begins, as in a text that was pasted out of a page. */
function commonIndent(lines: readonly string[]): number {
  let indent = 80;
  for (const line of lines) {
    if (line.trim() === "") continue;
    indent = Math.min(indent, line.length - line.trimStart().length);
    if (indent === 0) return 0;
  }
  return indent === 80 ? 0 : indent;
}

function createReader() {
  const raised: Raised[] = [];
  const blocks: Line[][] = [];
  const printed = new Set<string>();
  const state = {
    open: null as Open | null,
    frames: [] as Frame[],
    tracing: false,
    linked: false,
    /** Lines of quoted source that may still come, after a Node.js `file:line`. */
    excerpt: 0,
    chain: 0,
  };

  function close(): void {
    if (state.open !== null) raised.push(finished(state.open));
    state.open = null;
  }

  function begin(path: string, head: Line, warning: boolean): void {
    close();
    if (!state.linked) state.chain += 1;
    state.open = {
      path,
      head,
      body: [],
      texts: new Set(),
      frames: state.frames,
      chain: state.chain,
      warning,
    };
    state.linked = false;
    state.frames = [];
    state.tracing = false;
  }

  function addToMessage(open: Open, line: Line): void {
    const repeated = open.texts.has(line.text);
    if (open.body.length >= BODY_LIMIT || (repeated && open.body.length >= VERBATIM)) return;
    open.texts.add(line.text);
    open.body.push(line);
  }

  function addToBlock(line: Line, record: boolean): void {
    if (printed.has(line.text)) return;
    printed.add(line.text);
    const block = blocks[blocks.length - 1];
    if (record || block === undefined) blocks.push([line]);
    else block.push(line);
  }

  /** Whether the line belongs to a stack: its title, a frame, its code, or the words between two of a chain. */
  function takeStack(text: string, trimmed: string): boolean {
    if (TRACEBACK.test(trimmed)) {
      close();
      state.frames = [];
      state.tracing = true;
      return true;
    }
    if (LINK.test(trimmed)) {
      close();
      state.linked = true;
      return true;
    }
    const frame = PYTHON_FRAME.exec(text);
    if (frame !== null) {
      if (state.frames.length < FRAME_LIMIT) state.frames.push({ file: frame[1] ?? "", code: "" });
      state.tracing = true;
      return true;
    }
    if (NODE_FRAME.test(text) || RUBY_FRAME.test(text)) {
      if (state.open !== null && state.open.frames.length < FRAME_LIMIT) {
        state.open.frames.push({ file: trimmed, code: "" });
      }
      return true;
    }
    if (state.tracing && /^\s/.test(text)) {
      const last = state.frames[state.frames.length - 1];
      if (last !== undefined && last.code === "") {
        state.frames[state.frames.length - 1] = { ...last, code: trimmed };
      }
      return true;
    }
    if (EXCERPT.test(trimmed)) {
      close();
      state.excerpt = 4;
      state.frames = [{ file: `at ${trimmed}`, code: "" }];
      return true;
    }
    return false;
  }

  function takeHead(number: number, text: string): boolean {
    const head = parseHead(text, state.tracing ? "stack" : "line");
    if (head !== null) {
      if (head.linked) state.linked = true;
      begin(head.path, { number, text: head.message }, head.warning);
      return true;
    }
    if (state.tracing) begin("", { number, text }, false);
    return state.tracing;
  }

  function take(number: number, line: string): void {
    const record = RECORD.exec(line);
    const text = record === null ? line : line.slice(record[0].length);
    const trimmed = text.trim();
    if (trimmed === "") return;
    if (record !== null) {
      close();
      state.tracing = false;
    }
    if (state.excerpt > 0) {
      state.excerpt = CARETS.test(text) ? 0 : state.excerpt - 1;
      const [frame] = state.frames;
      if (frame?.code === "" && state.excerpt === 3) state.frames = [{ ...frame, code: trimmed }];
      if (parseHead(trimmed, "line") === null) return;
      state.excerpt = 0;
    }
    if (takeStack(text, trimmed) || takeHead(number, text)) return;
    state.linked = false;
    const kept = { number, text: text.trimEnd() };
    if (state.open === null) addToBlock(kept, record !== null);
    else addToMessage(state.open, kept);
  }

  function end() {
    close();
    return { raised, blocks };
  }

  return { take, end };
}

function finished(open: Open): Raised {
  const { path, head, body, frames, chain, warning } = open;
  return { name: path.slice(path.lastIndexOf(".") + 1), path, head, body, frames, chain, warning };
}
