import { LF } from "../../env/ascii.ts";
import type { Dialect, Reading } from "../../env/dialect.ts";
import { parseDocument } from "../../env/parse_document.ts";
import type { FlawFact } from "../../rules/facts.ts";
import { decodeUtf16 } from "./find_hiding.ts";

/** Each flaw is read again by every loader: more of them tell nothing new. */
const MOST = 10;
/** Files of another form: sections, and commands. */
const OTHER_FORM = /\.(?:ini|sh)$|\.envrc$/;

interface Flawed extends Pick<FlawFact, "line" | "kind"> {
  readonly start: number;
  readonly end: number;
}

/** The lines of a file that are not well formed, and what each of these loaders makes of the key for it. */
export function findFlaws(bytes: Uint8Array, about: {
  readonly path: string;
  readonly name: string;
  readonly dialects: readonly Dialect[];
  readonly variables: Readonly<Record<string, string>>;
}): readonly FlawFact[] {
  if (OTHER_FORM.test(about.path) || decodeUtf16(bytes) !== null) return [];
  const { nodes, openQuote } = parseDocument(bytes);
  const flawed = nodes.flatMap(({ kind, line, start, contentEnd }): readonly Flawed[] => {
    if (kind === "bare" || kind === "other") return [{ line, kind: "no-equals", start, end: contentEnd }];
    return line === openQuote ? [{ line, kind: "open-quote", start, end: contentEnd }] : [];
  });
  if (flawed.length === 0) return [];
  const { dialects, name, variables } = about;
  const read = (dialect: Dialect, text: Uint8Array) => dialect.read(text, name, variables);
  const before = dialects.map((dialect) => read(dialect, bytes));
  return flawed.slice(0, MOST).map(({ line, kind, start, end }) => {
    const blanked = blank(bytes, start, end);
    const effects = dialects.map((dialect, index) => ({
      title: dialect.title,
      effect: effectOf(before[index]!, read(dialect, blanked)),
    }));
    return { line, kind, effects };
  });
}

/** A copy whose line is empty; a comment sign keeps Node from reading on behind an empty value. */
function blank(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const feed = bytes.indexOf(LF, start);
  const to = feed < 0 ? end : Math.min(feed, end);
  const copy = bytes.slice();
  return copy.fill(0x23, start, to);
}

function effectOf(withIt: Reading, without: Reading): FlawFact["effects"][number]["effect"] {
  if (withIt.outcome === "error" && without.outcome !== "error") return "refuses";
  if (withIt.outcome === without.outcome) {
    return withIt.outcome === "value" && without.outcome === "value" && withIt.value !== without.value
      ? "changes"
      : "none";
  }
  return without.outcome === "value" ? "hides" : "changes";
}
