import type { ScriptFile } from "../source/javascript.ts";
import type { PythonFile } from "../source/python.ts";

/** The files of a project that detection may look at, read beforehand: detection runs nothing. */
export interface SourceTree {
  /** Absolute path of the folder that the user named. */
  readonly root: string;
  /** All file paths below it, relative, `/`-separated, sorted; build output and dependencies left out. */
  readonly paths: readonly string[];
  /** The text of a file that was read (source, requirements, examples); null where it was not. */
  text(path: string): string | null;
  /** The syntax of a Python file, parsed once; null where it is none. */
  python(path: string): PythonFile | null;
  /** The syntax of a JavaScript or TypeScript file, parsed once; null where it is none. */
  script(path: string): ScriptFile | null;
}

/** The loader that gives the application its variables. */
export interface LoaderUse {
  /** Id of a dialect, or `process` where the application reads no file, or `unknown`. */
  readonly dialect: string;
  /** For a person: `python-decouple`. */
  readonly title: string;
  /** Env files it would read, relative to the root, the one that wins first; may not exist yet. */
  readonly files: readonly string[];
  /** Whether the code tells the loader to let the file win, or to ignore empty variables. */
  readonly override?: "file-wins" | "ignores-empty";
}

/** A command as the backend wants it: `{python}` and `{port}` are put in by the gatherer. */
export interface CommandTemplate {
  readonly words: readonly string[];
  /** How a person would call it, where the words are too long to show. */
  readonly shown?: string;
}

/** How a login is sent. */
export interface LoginShape {
  /** Paths to try, best first, e.g. `/api/token/`. */
  readonly paths: readonly string[];
  readonly body: "json" | "form";
  readonly usernameField: string;
  readonly passwordField: string;
  /** The double-submit pair of the framework, which may be made up: sent along where it has one. */
  readonly csrf?: { readonly cookie: string; readonly header: string; readonly field: string };
  /** The cookie that holds the access token. */
  readonly tokenCookie?: string;
  /** The header that tokens are sent in, lower case, and the word before them; `Authorization: Bearer` if absent. */
  readonly tokenHeader?: { readonly name: string; readonly scheme: string };
}

/** Where the code says which key signs. */
export interface SigningSite {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** What is known of the key there: the variable it comes from, or that the framework's own key is used. */
  readonly source: "jwt-key" | "session-key" | "literal" | "unknown";
  /** How the code should read, where it does not use the JWT key. */
  readonly mend?: string;
  /** Where that is to be added there, and what stands there stays. */
  readonly adds?: true;
}

/** One application that a backend recognised. Paths are relative to the root of the tree. */
export interface Application {
  readonly backend: string;
  /** For a person: `Django 5.2, SimpleJWT 5.5`; versions where the requirements pin them. */
  readonly title: string;
  /** The folder that commands run in. */
  readonly folder: string;
  readonly loader: LoaderUse;
  /** Variable names as the code spells them. */
  readonly names: { readonly jwt: string; readonly session: string | null };
  /** Whether the code was seen to read the JWT variable. */
  readonly readsJwtKey: boolean;
  readonly algorithm: string;
  readonly check: CommandTemplate | null;
  /** What says why it does not start where the check fails and does not; run only then. */
  readonly reason?: CommandTemplate;
  readonly serve: CommandTemplate | null;
  /** The port that the code listens on whatever it is told, so that it is not served on another. */
  readonly fixedPort?: { readonly path: string; readonly line: number; readonly port: number };
  readonly login: LoginShape;
  readonly verifyPaths: readonly string[];
  /** Paths that answer GET and may be protected, best first. */
  readonly protectedPaths: readonly string[];
  readonly signing: SigningSite | null;
  /** Key files that the code reads, relative to the root or `~/…`. */
  readonly keyFiles: readonly string[];
}

/** How one kind of application names its settings, starts, logs in, and takes a new key. */
export interface Backend {
  readonly id: string;
  readonly title: string;
  /** Recognises the application from its files alone, or returns null. */
  readonly recognise: (tree: SourceTree) => Application | null;
  /** The claims of a token that we sign ourselves, for a verify endpoint; times in seconds since 1970. */
  readonly claims: (now: number, id: string) => Readonly<Record<string, unknown>>;
  /** What makes a running server take the key from here, and what does not (docs: backends). */
  readonly reload: readonly { readonly how: string; readonly note: string }[];
}
