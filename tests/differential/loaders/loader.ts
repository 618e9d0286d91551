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
  /** Whether one process reads many documents, or one; or many that are no `.env` but a `settings.ini`. */
  readonly reads: "many" | "one" | "many ini";
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
 * One process for many documents: it gets `{ key, documents }`, each in base64, on standard input and writes an
 * answer a line. A document that ends the process, or that it never finishes with, is an error of the loader.
 * Throws where the process ends so with one document after the other.
 */
export function askMany(command: readonly [string, ...string[]]): Ask {
  return async (documents) => {
    const answers: Answer[] = [];
    let fruitless = 0;
    while (answers.length < documents.length) {
      const batch = documents.slice(answers.length, answers.length + BATCH);
      const { given, stderr } = await askDriver(command, batch, BATCH_SECONDS);
      answers.push(...given);
      fruitless = given.length === 0 ? fruitless + 1 : 0;
      if (fruitless > MOST_FRUITLESS) throw new Error(`${command[0]} failed: ${stderr.trim().slice(-400)}`);
      const [next] = batch.slice(given.length);
      if (next !== undefined) answers.push(await askAlone(command, next));
    }
    return answers;
  };
}

/** For a document at which a process ended: it may have been the machine that was too busy for the batch. */
async function askAlone(command: readonly [string, ...string[]], document: Uint8Array): Promise<Answer> {
  const { given } = await askDriver(command, [document], ALONE_SECONDS);
  return given[0] ?? { error: "it ends the process" };
}

const BATCH = 1_000;
const BATCH_SECONDS = 20;
const ALONE_SECONDS = 30;
const MOST_FRUITLESS = 3;

async function askDriver(
  [program, ...args]: readonly [string, ...string[]],
  documents: readonly Uint8Array[],
  seconds: number,
): Promise<{ readonly given: readonly Answer[]; readonly stderr: string }> {
  const folder = Deno.makeTempDirSync();
  try {
    const child = new Deno.Command(program, {
      args,
      cwd: folder,
      clearEnv: true,
      env: ENVIRONMENT,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(seconds * 1000),
    }).spawn();
    const question = JSON.stringify({ key: KEY, documents: documents.map((each) => each.toBase64()) });
    const [output] = await Promise.all([
      child.output(),
      new Blob([question]).stream().pipeTo(child.stdin).catch(() => {}),
    ]);
    const decoder = new TextDecoder();
    // Behind the last line end there is nothing, or half an answer.
    const lines = decoder.decode(output.stdout).split("\n").slice(0, -1);
    return { given: lines.map((line) => JSON.parse(line)), stderr: decoder.decode(output.stderr) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

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
