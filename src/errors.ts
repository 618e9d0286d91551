/** The ways in which a command can end without having judged; each is one exit code of the contract. */
export type ErrorCode =
  | "usage"
  | "nothing-there"
  | "configuration"
  | "permission"
  | "platform"
  | "unreadable"
  | "unreachable"
  | "not-known"
  | "refused-edit"
  | "changed-on-disk"
  | "write-failed"
  | "stopped"
  | "nobody-to-ask"
  | "defect";

/** An error that a caller can act on: a stable code, what happened, and what to type next. */
export class KeysplitError extends Error {
  override readonly name = "KeysplitError";
  readonly code: ErrorCode;
  /** What to do: a sentence or commands, each on a line of its own. */
  readonly next: readonly string[];

  constructor(code: ErrorCode, message: string, options: { next?: readonly string[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = options.next ?? [];
  }
}
