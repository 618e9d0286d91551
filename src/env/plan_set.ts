import type { Edit } from "./apply_edits.ts";
import { type Assignment, assignmentsOf, type EnvDocument } from "./document.ts";
import { planAppend } from "./plan_append.ts";
import { planReplace } from "./plan_replace.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { refuseInsideQuotes, refuseOpenQuote } from "./refuse_set.ts";

/** What to write, and how. */
export interface SetRequest {
  /** A name that every loader takes: letters, digits and `_`, no digit first. */
  readonly key: string;
  /** Characters that every loader reads alike without quotes. */
  readonly value: string;
  /** One line without the `#`, for the line above an assignment that is added. */
  readonly comment: string;
  /**
   * How a definition that is there is rewritten. `kept` (the default) leaves indent, `export`, blanks and
   * quotes as they are. `plain` writes `KEY=value` and guards it by a comment line where the line above
   * would take it away: for a loader that reads the kept spelling otherwise, as django-environ reads
   * `KEY = value` and python-decouple `export KEY=value`.
   */
  readonly spelling?: "kept" | "plain";
}

/** Edits with what to say about them, or that the file says so already, or why it stays as it is. */
export type EditPlan =
  | { readonly kind: "edits"; readonly edits: readonly Edit[]; readonly notes: readonly string[] }
  | { readonly kind: "nothing" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Plans how `key` gets `value`: in place in every definition, else as a new assignment at the end.
 *
 * @throws {TypeError} when the key, the value or the comment is one that loaders read differently
 */
export function planSet(document: EnvDocument, request: SetRequest): EditPlan {
  requireUnambiguous(request);
  const found = assignmentsOf(document, request.key);
  const refusal = refusalOf(document.bytes) ?? refuseContested(request.key, found);
  if (refusal !== null) return { kind: "refused", refusal };
  return found.length > 0 ? planReplace(document, found, request) : planAppend(document, request);
}

function requireUnambiguous({ key, value, comment }: SetRequest): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) {
    throw new TypeError("Cannot set a variable whose name is not letters, digits and _");
  }
  // What 62 loaders were seen to read alike; `=` inside alone, because a shell's read loop drops the last.
  if (!/^[A-Za-z0-9!%*+,./:?@[\]^_{}-]+(?:=+[A-Za-z0-9!%*+,./:?@[\]^_{}-]+)*$/.test(value)) {
    throw new TypeError(`Cannot set ${key} to a value that loaders read differently`);
  }
  // systemd and make join the next line to a comment that ends in a backslash.
  if (!/^[^\p{Cc}\p{Zl}\p{Zp}]*[^\p{C}\s\\]$/u.test(comment)) {
    throw new TypeError(
      `Cannot write a comment above ${key} that is empty, not one line, or ends in a backslash`,
    );
  }
}

function refuseContested(key: string, found: readonly Assignment[]): Refusal | null {
  for (const { line, contested } of found) {
    if (contested?.how === "inside-quotes") return refuseInsideQuotes(key, { line, opener: contested.line });
    if (contested?.how === "open-quote") return refuseOpenQuote(key, contested.line);
  }
  return null;
}
