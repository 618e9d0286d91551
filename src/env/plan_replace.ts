import { BACKSLASH, countLineEndings, isBlank, joinBytes } from "./ascii.ts";
import type { Edit, ShownLine } from "./apply_edits.ts";
import { type Assignment, type EnvDocument, lineEndingOf } from "./document.ts";
import type { EditPlan, SetRequest } from "./plan_set.ts";
import { refuseOtherBelow, refuseOthersInside } from "./refuse_set.ts";
import { MASK, maskValue, showComment, showNode } from "./show_node.ts";

/** An assignment as it will be. */
interface Rewrite {
  /** Lines that come above it. */
  readonly above: readonly Uint8Array[];
  /** Everything before the value. */
  readonly head: Uint8Array;
  readonly quote: string;
}

/** Plans the new value for every definition, in place. `found` is not empty and nobody disputes it. */
export function planReplace(
  document: EnvDocument,
  found: readonly Assignment[],
  request: SetRequest,
): EditPlan {
  for (const assignment of found) {
    const refusal = refuseOthersInside(document, assignment);
    if (refusal !== null) return { kind: "refused", refusal };
  }
  const refusal = refuseOtherBelow(document, request.key, found.at(-1)!.end);
  if (refusal !== null) return { kind: "refused", refusal };

  const ending = ascii(lineEndingOf(document));
  const edits: Edit[] = [];
  const notes: string[] = [];
  let shift = 0;
  for (const assignment of found) {
    const rewrite = rewriteOf(document, assignment, request);
    const edit = editOf(document, assignment, { rewrite, value: request.value, ending, shift });
    notes.push(...notesOn(document, assignment, rewrite));
    if (edit === null) continue;
    edits.push(edit);
    shift += rewrite.above.length - countLineEndings(document.bytes, assignment.start, assignment.contentEnd);
  }
  if (edits.length === 0) return { kind: "nothing" };
  return { kind: "edits", edits, notes: [...noteSeveral(request.key, found), ...notes] };
}

/**
 * What follows the value on its line goes: python-decouple, docker, systemd and others read a comment there
 * as part of the value, and some of them the blanks too. A comment moves to a line above: somebody wrote it.
 */
function rewriteOf(
  document: EnvDocument,
  assignment: Assignment,
  { key, comment, spelling }: SetRequest,
): Rewrite {
  const { bytes } = document;
  const { start, token, quote, hint, contested } = assignment;
  const plain = spelling === "plain";
  const above: Uint8Array[] = [];
  if (hint !== null) above.push(bytes.subarray(hint.start, trimHint(bytes, hint)));
  else if (plain && (contested !== null || followsBom(document, assignment))) {
    above.push(new TextEncoder().encode(`# ${comment}`));
  }
  // The line above continues into the first one below it: that one is empty.
  if (above.length > 0 && contested?.how === "backslash") above.unshift(new Uint8Array());
  // Blanks round the `=` stay unless plain spelling is asked for: where a loader does not take them, the
  // caller has seen it by that loader's dialect; elsewhere they are how somebody likes to write.
  return plain
    ? { above, head: ascii(`${key}=`), quote: "" }
    : { above, head: bytes.subarray(start, token.start), quote: quote ?? "" };
}

function editOf(
  document: EnvDocument,
  assignment: Assignment,
  { rewrite, value, ending, shift }: {
    readonly rewrite: Rewrite;
    readonly value: string;
    readonly ending: Uint8Array;
    readonly shift: number;
  },
): Edit | null {
  const { above, head, quote } = rewrite;
  const old = document.bytes.subarray(assignment.start, assignment.contentEnd);
  const fresh = joinBytes([
    ...above.flatMap((line) => [line, ending]),
    head,
    ascii(`${quote}${value}${quote}`),
  ]);
  const same = commonPrefix(old, fresh);
  if (same === old.length && same === fresh.length) return null;
  const sameEnd = commonSuffix(old.subarray(same), fresh.subarray(same));
  const line = assignment.line + shift;
  const shown: ShownLine[] = [
    { sign: "-", line: assignment.line, text: showNode(document, assignment) },
    ...above.map((bytes, index): ShownLine => ({
      sign: "+",
      line: line + index,
      text: showAbove(document, assignment, bytes),
    })),
    { sign: "+", line: line + above.length, text: maskValue(head, quote) },
  ];
  return {
    at: assignment.start + same,
    remove: old.length - same - sameEnd,
    insert: fresh.slice(same, fresh.length - sameEnd),
    line,
    shown,
  };
}

/** What is a comment for us may be the value, or a part of it, for others: shown where it hardly can be. */
function showAbove({ bytes }: EnvDocument, { hint, token }: Assignment, line: Uint8Array): string {
  if (line.length === 0 || hint === null) return showComment(line);
  return token.end === token.start && isBlank(bytes[hint.start + 1]) ? showComment(line) : `# ${MASK}`;
}

function notesOn(document: EnvDocument, assignment: Assignment, { above }: Rewrite): readonly string[] {
  const { line, hint, contested } = assignment;
  const notes: string[] = [];
  if (hint !== null) {
    notes.push(
      `The comment behind the value on line ${line} moves to a line above: some loaders read it as the value`,
    );
  }
  if (above.length > 0) return notes;
  if (contested?.how === "blank-value") {
    notes.push(
      `Line ${contested.line} ends in a blank behind "=": Node and Deno read line ${line} as its value`,
    );
  }
  if (contested?.how === "backslash") {
    notes.push(
      `Line ${contested.line} ends in a backslash: shells, systemd and make join the next line to it`,
    );
  }
  if (followsBom(document, assignment)) {
    notes.push(
      "The file begins with a byte order mark: most loaders do not find a variable on its first line",
    );
  }
  return notes;
}

function noteSeveral(key: string, found: readonly Assignment[]): readonly string[] {
  if (found.length === 1) return [];
  const lines = found.map(({ line }) => line);
  const list = `${lines.slice(0, -1).join(", ")} and ${lines.at(-1)}`;
  return [`${key} is assigned ${found.length} times, on lines ${list}: every one gets the new value`];
}

function followsBom({ nodes }: EnvDocument, { start }: Assignment): boolean {
  return nodes[0]?.kind === "bom" && nodes[0].end === start;
}

/** Without the blanks and backslashes at its end: a comment that ends in one continues into our line. */
function trimHint(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
): number {
  while (end > start && (isBlank(bytes[end - 1]) || bytes[end - 1] === BACKSLASH)) end--;
  return end;
}

function commonPrefix(left: Uint8Array, right: Uint8Array): number {
  let length = 0;
  while (length < left.length && length < right.length && left[length] === right[length]) length++;
  return length;
}

function commonSuffix(left: Uint8Array, right: Uint8Array): number {
  let length = 0;
  while (length < left.length && length < right.length && left.at(-1 - length) === right.at(-1 - length)) {
    length++;
  }
  return length;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
