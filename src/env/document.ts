import { CR, joinBytes, LF } from "./ascii.ts";

/**
 * A `.env` as a row of nodes that tile its bytes: nothing is decoded and encoded again, so what an edit
 * does not touch stays as it was, whatever it is.
 *
 * Loaders read a `.env` in two ways: line by line (python-decouple, docker, django-environ), or as
 * statements whose quoted value may span lines (python-dotenv, npm dotenv, Node, shells). Nodes are
 * statements; what the other reading sees inside of them is kept too. Where the two disagree, an
 * assignment is contested.
 */
export interface EnvDocument {
  /** The whole file; never changed. */
  readonly bytes: Uint8Array;
  readonly nodes: readonly EnvNode[];
  /** 1-based line of the first value whose quote is not closed, or closed in the middle of a later line. */
  readonly openQuote: number | null;
}

/** A half-open range of byte offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node extends Span {
  /** 1-based line that it begins on. A line ends with LF, CR LF or a lone CR. */
  readonly line: number;
  /** Where its line ending begins; `end` at the end of a file without one. */
  readonly contentEnd: number;
}

/** A byte order mark, an empty or blank line, or a line whose first character is `#`. */
export interface PlainNode extends Node {
  readonly kind: "bom" | "blank" | "comment";
}

/** `KEY` or `export KEY` without a value: from the environment, unset, or nonsense, as the loader likes. */
export interface BareNode extends Node {
  readonly kind: "bare";
  readonly key: string;
}

/** Anything else, e.g. `KEY: value`, `[section]` or a merge conflict; with what stands inside its quotes. */
export interface OtherNode extends Node {
  readonly kind: "other";
  /** The name before a colon, which npm dotenv and Ruby take for an assignment. */
  readonly key: string | null;
  readonly inside: readonly Assignment[];
}

/** The quotes that some loader takes for such. */
export type Quote = '"' | "'" | "`";

/**
 * Why loaders disagree about an assignment, and the line that makes them: it stands inside another value's
 * quotes; a quote above (or its own) is open; the line above ends in a backslash, which shells, systemd and
 * make continue; an empty value above ends in a blank, behind which Node and Deno read on.
 */
export interface Contest {
  readonly how: "inside-quotes" | "open-quote" | "backslash" | "blank-value";
  readonly line: number;
}

/** `KEY=value`: indent, `export`, key, blanks, `=`, blanks, value, tail. */
export interface Assignment extends Node {
  readonly kind: "assignment";
  /** As it is written; what is not UTF-8 in it becomes U+FFFD. */
  readonly key: string;
  readonly exported: boolean;
  /** Offset of the `=`. */
  readonly equals: number;
  /** The value with its quotes; empty right behind the `=` where there is no value. */
  readonly token: Span;
  /** Null for an unquoted value, and for quotes that only a part of the loaders take for such. */
  readonly quote: Quote | null;
  /** A comment behind the value, from its `#` to the end of the line. */
  readonly hint: Span | null;
  readonly contested: Contest | null;
  /** What a loader that reads line by line finds inside the quotes. */
  readonly inside: readonly Assignment[];
}

/** One piece of the file. */
export type EnvNode = PlainNode | BareNode | OtherNode | Assignment;

/** Puts the nodes together again: the bytes that the document was parsed from. */
export function renderDocument(document: EnvDocument): Uint8Array {
  return joinBytes(document.nodes.map((node) => document.bytes.subarray(node.start, node.end)));
}

/** Every assignment of exactly this key in the order of the file, contested ones included. */
export function assignmentsOf(document: EnvDocument, key: string): readonly Assignment[] {
  return document.nodes.flatMap((node) =>
    node.kind === "assignment" ? [node, ...node.inside] : node.kind === "other" ? node.inside : []
  ).filter((assignment) => assignment.key === key);
}

/** The names that the file assigns, each once, in the order of the file; not those inside quotes. */
export function variableNames(document: EnvDocument): readonly string[] {
  return [...new Set(document.nodes.flatMap((node) => node.kind === "assignment" ? [node.key] : []))];
}

/**
 * The line ending of the last line that has one, LF where none has. A lone CR does not count: docker, Node
 * and Compose do not take it for one.
 */
export function lineEndingOf({ bytes, nodes }: EnvDocument): "\n" | "\r\n" {
  const last = nodes.findLast(({ contentEnd, end }) => end > contentEnd && bytes[end - 1] === LF);
  return last !== undefined && bytes[last.end - 2] === CR && last.contentEnd === last.end - 2 ? "\r\n" : "\n";
}
