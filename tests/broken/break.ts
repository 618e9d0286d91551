import type { ApplicationName, KeyState } from "../applications/mod.ts";
import type { VenvName } from "../backends/venvs.ts";

/** One way to break a real application, and what is to blame. */
export interface Break {
  /** What is wrong, as a sentence without a full stop. */
  readonly says: string;
  readonly application: ApplicationName;
  readonly in: VenvName | "node";
  /** `good` where it is left out. */
  readonly keys?: KeyState;
  /** Changes the `.env`. */
  readonly env?: (text: string) => string;
  /** Changes files of the project; a file that is not there is made from an empty text. */
  readonly files?: Readonly<Record<string, (text: string) => string | Uint8Array>>;
  /** Another process listens at its port. */
  readonly portTaken?: true;
  /** Added to the environment of the process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** How it is run; each must show the same cause. */
  readonly ways: readonly Way[];
  /** The causes that may stand first; none where nothing may be recognised. */
  readonly causes: readonly string[];
}

/** The application's own check or server, or other words: after the interpreter, with `{port}`. */
export type Way = "check" | "serve" | "gunicorn" | { readonly words: readonly string[] };

/** Replaces a text that must be there. */
export function replace(from: string, to: string): (text: string) => string {
  return (text) => {
    if (!text.includes(from)) {
      throw new RangeError(`Cannot break the application: "${from}" is not in the file`);
    }
    return text.replace(from, () => to);
  };
}

/** Adds a text at the end. */
export function append(more: string): (text: string) => string {
  return (text) => text + more;
}

/** Puts another text in the place of a whole file. */
export function rewrite(text: string): () => string {
  return () => text;
}
