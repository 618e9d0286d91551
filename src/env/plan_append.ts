import { countLineEndings, CR, EQUALS, HASH, LF } from "./ascii.ts";
import type { ShownLine } from "./apply_edits.ts";
import { type EnvDocument, type EnvNode, lineEndingOf } from "./document.ts";
import type { EditPlan, SetRequest } from "./plan_set.ts";
import { refuseOpenQuote, refuseOtherBelow } from "./refuse_set.ts";
import { MASK, showNode } from "./show_node.ts";

/**
 * Plans a new assignment: a blank line, a comment line, `KEY=value`. The blank line ends what a backslash
 * continues, the comment line stops Node and Deno, which read past blank lines for an empty value.
 */
export function planAppend(document: EnvDocument, { key, value, comment }: SetRequest): EditPlan {
  if (document.openQuote !== null) {
    return { kind: "refused", refusal: refuseOpenQuote(key, document.openQuote) };
  }
  const { bytes, nodes } = document;
  const glue = findGlue(document);
  const below = skipBack(document, glue ?? nodes.length);
  const above = nodes[below - 1];
  const at = above?.end ?? 0;
  const refusal = refuseOtherBelow(document, key, at);
  if (refusal !== null) return { kind: "refused", refusal };

  const first = above === undefined || above.kind === "bom";
  const unended = !first && !endsInLineFeed(bytes, at);
  const added = [...(first ? [] : [""]), `# ${comment}`, `${key}=`];
  const ending = lineEndingOf(document);
  // Behind a lone CR the LF alone makes it a line ending for everybody.
  const before = unended ? (bytes[at - 1] === CR ? "\n" : ending) : "";
  const text = `${before}${added.join(ending)}${value}${ending}`;
  // A line ending that we add ends the line above, it is no line of its own, except behind a lone CR.
  const line = 1 + countLineEndings(bytes, 0, at) + (unended && above.end === above.contentEnd ? 1 : 0);
  const context: readonly ShownLine[] = first || above.kind === "blank"
    ? []
    : [{ sign: " ", line: above.line, text: showNode(document, above) }];
  const shown = added.map((text, index): ShownLine => ({
    sign: "+",
    line: line + index,
    text: text === `${key}=` ? `${text}${MASK}` : text,
  }));
  return {
    kind: "edits",
    edits: [{ at, remove: 0, insert: new TextEncoder().encode(text), line, shown: [...context, ...shown] }],
    notes: glue === null ? [] : noteGlue(nodes[glue]!),
  };
}

/**
 * The index of the first line without `=` behind the last `=` of the file, if it is neither empty nor a
 * comment: Node 20 joins such a line to the next `=`, so the new assignment must stand above it.
 */
function findGlue({ bytes, nodes }: EnvDocument): number | null {
  const settled = nodes.findLastIndex((node) => bytes.subarray(node.start, node.end).includes(EQUALS));
  const index = nodes.findIndex((node, index) =>
    index > settled && node.kind !== "bom" && node.contentEnd > node.start && bytes[node.start] !== HASH &&
    beginsLine(bytes, node)
  );
  return index < 0 ? null : index;
}

/** The first of the blank lines before `index`. */
function skipBack({ bytes, nodes }: EnvDocument, index: number): number {
  let first = index;
  for (let at = index - 1; nodes[at]?.kind === "blank"; at--) {
    if (beginsLine(bytes, nodes[at]!)) first = at;
  }
  return first;
}

/** Whether every loader sees a line begin here: behind a lone CR, docker and Node are still in the last. */
function beginsLine(bytes: Uint8Array, { start }: EnvNode): boolean {
  return bytes[start - 1] !== CR;
}

function endsInLineFeed(bytes: Uint8Array, end: number): boolean {
  return bytes[end - 1] === LF;
}

function noteGlue(node: EnvNode): readonly string[] {
  if (node.kind === "blank") return [];
  return [`Added above line ${node.line}, which has no "=": Node 20 would join it to the line that follows`];
}
