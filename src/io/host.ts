/**
 * The world as one small interface. The real body is `deno_host.ts`; `memory_host.ts` is the one that tests
 * use, which can fail any step. Nothing above this folder touches `Deno`.
 */
import type { Git } from "./git.ts";

/** What `lstat` and `stat` tell; times in nanoseconds since 1970. */
export interface FileInfo {
  readonly kind: "file" | "folder" | "link" | "fifo" | "other";
  readonly size: number;
  /** Permission bits, e.g. 0o600. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
  readonly device: bigint;
  readonly inode: bigint;
  readonly modified: bigint;
}

/** The codes that a file error carries; the rest of the system's codes pass through as they are. */
export type FileErrorCode =
  | "ENOENT"
  | "EEXIST"
  | "EACCES"
  | "EPERM"
  | "EISDIR"
  | "ENOTDIR"
  | "ELOOP"
  | "EBUSY"
  | "EXDEV"
  | "ENOSPC"
  | "EDQUOT"
  | "EROFS"
  | "EIO"
  | "ENAMETOOLONG"
  | "ENOTCAPABLE";

/** A failed file operation. `ENOTCAPABLE` is a missing Deno permission, the others are the system's. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly code: FileErrorCode | (string & Record<never, never>);
  readonly path: string;

  constructor(code: string, path: string, cause?: unknown) {
    super(`${code}: ${path}`, { cause });
    this.code = code;
    this.path = path;
  }
}

/** An open file. A write may be short without an error: the caller loops. */
export interface OpenFile {
  write(bytes: Uint8Array): number;
  /** Cuts or grows the file to a length in bytes. */
  truncate(length: number): void;
  sync(): void;
  chmod(mode: number): void;
  chown(uid: number, gid: number): void;
  close(): void;
}

/** A lock that is held until it is released, or until the process ends for whatever reason. */
export interface Lock {
  release(): void;
}

/** Files. Every path is absolute. Every failure is a {@linkcode FileError}. */
export interface Files {
  read(path: string): Uint8Array;
  /** The bytes in pieces of at most 256 KiB, however large the file; a piece is valid until the next is asked for. */
  pieces(path: string): Iterable<Uint8Array>;
  /** Of the path itself: a link is a link. */
  lstat(path: string): FileInfo;
  /** Of what the path leads to. */
  stat(path: string): FileInfo;
  /** Names in a folder, sorted. */
  list(folder: string): readonly string[];
  realPath(path: string): string;
  /** What a link says that it leads to, as it stands there. */
  readLink(path: string): string;
  /** Creates the file with exactly these permission bits; `EEXIST` when anything has the name. */
  create(path: string, mode: number): OpenFile;
  /** Opens an existing file for writing from its start, without truncating it; does not follow a link. */
  overwrite(path: string): OpenFile;
  rename(from: string, to: string): void;
  remove(path: string): void;
  makeFolder(path: string, mode: number): void;
  removeFolder(path: string): void;
  /** Removes a folder with all that is in it, whatever the names; links in it are not followed. */
  removeTree(path: string): void;
  /** fsync of the folder, after which a rename in it survives a power cut. */
  syncFolder(path: string): void;
  /** flock(2) of the folder itself, so that no lock file is left; null while somebody else has it. */
  lockFolder(path: string): Lock | null;
}

/** A command, as a list of words (no shell) and where it runs. */
export interface Command {
  readonly words: readonly string[];
  readonly folder: string;
  /** Everything that the child gets: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Standard output and standard error as they came, each capped at `maxBytes` (the middle is left out). */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly seconds: number;
}

/** Sees what a process prints: the bytes are its own only until it returns. */
export type OutputWatch = (stream: "stdout" | "stderr", bytes: Uint8Array) => void;

/** A process that goes on, with its whole group. */
export interface Running {
  /** Resolves when the leader ends by itself or by {@linkcode Running.stop}. */
  readonly ended: Promise<Ended>;
  /** What was printed so far, both streams in the order they came. */
  output(): Uint8Array;
  /** Whether nobody but its group listens on a TCP port; null where this system does not tell. */
  listensOn(port: number): Promise<boolean | null>;
  /**
   * Asks while one worker after another is alone on a TCP port: the others are paused, so it should not take
   * long. Empty where fewer than two workers listen there, or where this system does not tell.
   */
  eachAlone<T>(port: number, ask: () => Promise<T>): Promise<readonly T[]>;
  /** Ends the whole group: SIGTERM, then SIGKILL after two seconds. */
  stop(): Promise<void>;
}

/** Processes. Every one is the leader of its own group, which dies with Keysplit, even by SIGKILL. */
export interface Processes {
  /** Runs to the end or to the time limit, then ends what is left of the group. */
  run(command: Command, options: { timeoutSeconds: number; maxBytes?: number }): Promise<Ended>;
  /** @param watch is given every byte that is printed, as it comes; what is kept for `output` is less */
  start(command: Command, watch?: OutputWatch): Running;
  /** A loopback port that is free now. */
  freePort(): number;
  /** Ends every group that still runs. */
  stopAll(): Promise<void>;
}

/** An HTTP request. A redirect is never followed, a proxy never used, an answer never decompressed. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** For the whole of it: connecting, asking, and the answer to its last byte. */
  readonly timeoutSeconds: number;
  /** Until there is a connection, TLS included. */
  readonly connectSeconds?: number;
  /** Until the head of the answer is there. */
  readonly answerSeconds?: number;
}

/** An HTTP answer; the body is cut at 1 MiB. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; values as they came, in order, control characters taken out. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  readonly truncated: boolean;
  readonly seconds: number;
  /** What stands behind the status, as it came. */
  readonly reason?: string;
  /** As the headers, from behind the body. */
  readonly trailers?: HttpAnswer["headers"];
}

/** Why there is no answer. `not-allowed` is a missing Deno permission. */
export type HttpFailure = "refused" | "timed-out" | "unknown-host" | "tls" | "broken" | "not-allowed";

/** A request that got no answer. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly failure: HttpFailure;
  /** The answer as far as it came; null where none began. */
  readonly began: HttpAnswer | null;

  constructor(failure: HttpFailure, message: string, cause?: unknown, began: HttpAnswer | null = null) {
    super(message, { cause });
    this.failure = failure;
    this.began = began;
  }
}

/** HTTP, for tokens and passwords. */
export interface Http {
  /** @throws {HttpError} when there is no answer */
  request(request: HttpRequest): Promise<HttpAnswer>;
}

/** The variables of the process; a value that is not UTF-8 counts as absent. */
export interface Environment {
  get(name: string): string | undefined;
  /** Whether it is set to bytes that are no text: a child gets them, and we cannot read them. */
  isUnreadable(name: string): boolean;
  /** All that may be read. */
  all(): Readonly<Record<string, string>>;
}

/** Time: milliseconds since 1970, and a monotonic clock for durations. */
export interface Clock {
  now(): number;
  /** Seconds since an arbitrary start. */
  seconds(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The operating system's CSPRNG. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Standard input, output and error. */
export interface Terminal {
  /** To standard output. */
  print(text: string): void;
  /** To standard error. */
  note(text: string): void;
  readonly outputIsTerminal: boolean;
  /** Whether a question can be asked: standard input and standard error are a terminal. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** Whether symbols beyond ASCII can be shown. */
  readonly unicode: boolean;
  /** Shows the question on standard error and reads a line; null at the end of input or Ctrl-C. */
  ask(question: string): Promise<string | null>;
  /** The same without echo. */
  askSecret(question: string): Promise<string | null>;
  /** The first line of standard input, for `--password-stdin`; null where there is none. */
  readLine(): Promise<string | null>;
  /** Standard input as it comes, to its end. */
  pieces(): AsyncIterable<Uint8Array>;
  /** All of standard input up to `maxBytes`. */
  readAll(maxBytes: number): Promise<Uint8Array>;
}

/** The world. A function takes the parts that it needs: `Pick<Host, "files">`. */
export interface Host {
  readonly files: Files;
  readonly processes: Processes;
  readonly git: Git;
  readonly http: Http;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly random: Random;
  readonly terminal: Terminal;
  /** `linux`, `darwin`, `windows`, … */
  readonly platform: string;
  /** The folder that the process runs in, absolute. */
  readonly folder: string;
  /** The Deno that runs Keysplit, absolute. */
  readonly executable: string;
  /** Resolves when the user stops the run: Ctrl-C, SIGTERM or SIGHUP. */
  readonly stopped: Promise<void>;
  /** Whether a Deno permission is there: `read`, `write`, `run`, `env` or `net` with a host. */
  may(permission: "read" | "write" | "run" | "env" | "net", what?: string): Promise<boolean>;
}
