import { type Frame, type Line, type Output, type Raised, readOutput } from "./read_output.ts";
import type { Seen, Sighting } from "./symptom.ts";

/** What an exception has to be like; what is left out does not matter. */
export interface RaisedLike {
  readonly name?: RegExp;
  /** Tried on the head and on every further line of the message. */
  readonly message?: RegExp;
  readonly where?: (raised: Raised, output: Output) => boolean;
}

/** The first exception of such a kind. A debug page that answers over HTTP counts as an output. */
export function findRaised(seen: Seen, like: RaisedLike): Sighting | null {
  const output = readOutput(seen);
  for (const raised of output.raised) {
    if (like.name?.test(raised.name) === false) continue;
    const line = like.message === undefined ? raised.head : firstLine(raised, like.message);
    if (line === null || like.where?.(raised, output) === false) continue;
    return sightingOf(raised, line);
  }
  return null;
}

/** The first line beside the exceptions that matches; lines of an HTTP answer are not looked at. */
export function findPrinted(seen: Seen, pattern: RegExp): Sighting | null {
  if (seen.kind === "http") return null;
  for (const block of readOutput(seen).blocks) {
    const line = block.find((line) => pattern.test(line.text));
    if (line !== undefined) return { line: line.number, text: line.text.trim() };
  }
  return null;
}

/**
 * The first line that matches and that is accepted, in whatever was printed: beside the exceptions, or in what
 * follows one. Lines of an HTTP answer are not looked at.
 */
export function findLine(
  seen: Seen,
  pattern: RegExp,
  accept: (text: string) => boolean = () => true,
): Sighting | null {
  if (seen.kind === "http") return null;
  const { blocks, raised } = readOutput(seen);
  const matches = ({ text }: Line) => pattern.test(text) && accept(text);
  const beside = blocks.flat().find(matches);
  const within = raised.flatMap(({ head, body }) => [head, ...body]).find(matches);
  const line = beside === undefined || (within !== undefined && within.number < beside.number)
    ? within
    : beside;
  return line === undefined ? null : { line: line.number, text: line.text.trim() };
}

/** The line of an exception's message, with the class where it is the head. */
export function sightingOf(raised: Raised, line: Line): Sighting {
  const isHead = line === raised.head && raised.path !== "";
  return { line: line.number, text: isHead ? `${raised.path}: ${line.text}`.trimEnd() : line.text.trim() };
}

/** The last frame that is not the import machinery. */
export function lastFrame(raised: Raised): Frame | null {
  const frames = raised.frames.filter(({ file }) => !/^<frozen importlib|[/\\]importlib[/\\]/.test(file));
  return frames[frames.length - 1] ?? null;
}

/** Whether the frames go through a file whose path matches. */
export function passes(raised: Raised, file: RegExp): boolean {
  return raised.frames.some((frame) => file.test(frame.file));
}

function firstLine(raised: Raised, message: RegExp): Line | null {
  if (message.test(raised.head.text)) return raised.head;
  return raised.body.find((line) => message.test(line.text)) ?? null;
}
