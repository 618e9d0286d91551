import { join } from "@std/path";
import { KEY } from "../documents.ts";

/** What a real loader made of the key. */
export type Answer =
  | { readonly value: string }
  | { readonly missing: true }
  | { readonly error: string };

/** Asks a real loader for the key in each document. */
export type Ask = (documents: readonly Uint8Array[]) => Promise<readonly Answer[]>;

/** A real loader that can be had; `name` as in the corpus, e.g. `python-decouple@3.8`. */
export interface Loader {
  readonly name: string;
  /** Whether one process reads many documents, or one. */
  readonly reads: "many" | "one";
  /** Installs what it needs, once; says why it cannot, as half a sentence. */
  readonly prepare: () => Promise<Ask | { readonly missing: string }>;
}

/** What every loader finds in its environment, as those of the corpus did. */
export const ENVIRONMENT = { PATH: "/usr/bin:/bin", HOME: "/lab/home", LANG: "C.UTF-8" } as const;

/** Absolute path of a script that reads many documents with a loader of its language. */
export function driver(name: string): string {
  return new URL(`drivers/${name}`, import.meta.url).pathname;
}

const SECONDS = 120;
const JOBS = 2;

/**
 * One process for all documents: it gets `{ key, documents }`, each in base64, on standard input and writes a list
 * of answers. A document that ends the process, or that it never finishes with, is an error of the loader.
 */
export function askMany(command: readonly [string, ...string[]]): Ask {
  return async function ask(documents): Promise<readonly Answer[]> {
    if (documents.length === 0) return [];
    const folder = Deno.makeTempDirSync();
    try {
      return await askDriver(command, { documents, folder });
    } catch (error) {
      if (documents.length < SUSPICIOUS) return documents.map(() => ({ error: "it ends the process" }));
      // A driver that does not work at all fails on nothing, too.
      if (documents.length > MANY) await askDriver(command, { documents: [new Uint8Array()], folder });
      if (!(error instanceof Error)) throw error;
      const half = documents.length >> 1;
      return [...await ask(documents.slice(0, half)), ...await ask(documents.slice(half))];
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

const SUSPICIOUS = 2;
const MANY = 100;

async function askDriver(
  [program, ...args]: readonly [string, ...string[]],
  { documents, folder }: { readonly documents: readonly Uint8Array[]; readonly folder: string },
): Promise<readonly Answer[]> {
  const child = new Deno.Command(program, {
    args,
    cwd: folder,
    clearEnv: true,
    env: ENVIRONMENT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(SECONDS_AT_LEAST * 1000 + documents.length * MILLISECONDS_A_DOCUMENT),
  }).spawn();
  const question = JSON.stringify({ key: KEY, documents: documents.map((each) => each.toBase64()) });
  const [output] = await Promise.all([
    child.output(),
    new Blob([question]).stream().pipeTo(child.stdin).catch(() => {}),
  ]);
  if (output.success) return JSON.parse(new TextDecoder().decode(output.stdout));
  throw new Error(`${program} failed: ${new TextDecoder().decode(output.stderr).trim().slice(-400)}`);
}

const SECONDS_AT_LEAST = 10;
const MILLISECONDS_A_DOCUMENT = 20;

/** Runs a program to its end in `folder`; its output is decoded loosely. */
export async function runIn(
  folder: string,
  [program, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = ENVIRONMENT,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: folder,
    clearEnv: true,
    env: environment,
    stdin: "null",
    signal: AbortSignal.timeout(SECONDS * 1000),
  }).output();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Asks for each document alone, in a folder of its own that holds it as `.env`. */
export function askEach(ask: (folder: string) => Promise<Answer>): Ask {
  return async (documents) => {
    const answers: Answer[] = new Array(documents.length);
    const queue = documents.entries();
    await Promise.all(Array.from({ length: JOBS }, async () => {
      for (const [index, document] of queue) {
        const folder = Deno.makeTempDirSync();
        try {
          Deno.writeFileSync(join(folder, ".env"), document);
          answers[index] = await ask(folder);
        } finally {
          Deno.removeSync(folder, { recursive: true });
        }
      }
    }));
    return answers;
  };
}

/** The key in what `env -0` printed. */
export function answerFromEnvironment(printed: string): Answer {
  const entry = printed.split("\0").find((each) => each.startsWith(`${KEY}=`));
  return entry === undefined ? { missing: true } : { value: entry.slice(KEY.length + 1) };
}
