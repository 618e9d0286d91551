import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { baseFacts } from "../../src/gather/facts.ts";
import { gatherKeys } from "../../src/gather/env_files.ts";
import { gather } from "../../src/gather/gatherer.ts";
import { type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import { redactorFor } from "../../src/gather/redactor.ts";
import { unsafeStarts } from "../../src/gather/unsafe_starts.ts";
import { denoHost } from "../../src/io/deno_host.ts";
import type { Host } from "../../src/io/host.ts";
import type { GuardFact, Learned, UnsafeKey, UnsafeStartsFact } from "../../src/rules/facts.ts";
import type { ApplicationCopy } from "../applications/mod.ts";
import { leaksIn } from "../scripts/leaks/canaries.ts";

/** What a trial of a real application found. */
export interface Tried {
  readonly fact: Learned<UnsafeStartsFact>;
  /** By case; or why nothing is known. */
  readonly outcomes: Readonly<Partial<Record<UnsafeKey, string>>> | string;
  /** The code that the report would show. */
  readonly guard: GuardFact | undefined;
}

/** How a trial is called. */
export interface TryOptions {
  readonly options?: Partial<ProjectOptions>;
  /** Variables of the process beside the application's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Tries unsafe keys in a copy of a real application, on this machine; and sees that nothing of the project changes,
 * that nothing is left in the temporary folder, and that no key is in what comes out.
 */
export async function tryCopy(
  copy: ApplicationCopy,
  { options = {}, environment = {} }: TryOptions = {},
): Promise<Tried> {
  const temporary = Deno.makeTempDirSync({ prefix: "keysplit-" });
  const home = copy.environment["HOME"]!;
  const variables = { ...copy.environment, TMPDIR: temporary, ...environment };
  const host: Host = {
    ...denoHost(),
    environment: {
      get: (name) => variables[name as keyof typeof variables],
      all: () => variables,
      isUnreadable: () => false,
    },
  };
  try {
    const at = { root: copy.folder, shown: copy.name, typed: copy.name, grant: (flag: string) => flag };
    const project = resolveProjectFiles(host, at, {
      envFiles: [],
      envFilesFrom: "flags",
      keyFiles: [],
      policy: "separation",
      headers: [],
      timeout: 30,
      ...options,
    });
    const gathered = await gatherKeys(host, project);
    const redact = redactorFor(host, project, gathered.keys);
    const before = [await digests(copy.folder), await digests(home)];
    const fact = await gather(unsafeStarts, host, project, { redact, defer: () => {} });
    assertEquals([await digests(copy.folder), await digests(home)], before);
    assertEquals([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
    const canaries = [copy.sessionKey, copy.jwtKey].flatMap((value, index) =>
      value === null ? [] : [{ name: `key ${index}`, value, hidden: "runs" as const }]
    );
    assertEquals(leaksIn(JSON.stringify(fact), canaries), []);
    assert(!JSON.stringify(fact).includes(temporary), "it says where the copy lay");
    return {
      fact,
      outcomes: fact.known
        ? Object.fromEntries(fact.value.cases.map((one) => [one.case, one.outcome]))
        : fact.why,
      guard: baseFacts(project, gathered, "linux").guard,
    };
  } finally {
    await host.processes.stopAll();
    Deno.removeSync(temporary, { recursive: true });
  }
}

/** What is in a folder, by path: a digest of a file, what a link names, the kind of anything else. */
export async function digests(folder: string, under = ""): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const entry of Deno.readDirSync(join(folder, under))) {
    const path = join(under, entry.name);
    const whole = join(folder, path);
    if (entry.isSymlink) found[path] = `link to ${Deno.readLinkSync(whole)}`;
    else if (entry.isDirectory) Object.assign(found, { [path]: "folder" }, await digests(folder, path));
    else if (entry.isFile) {
      const { mode, mtime } = Deno.statSync(whole);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Deno.readFileSync(whole)));
      found[path] = `${digest.toHex()} ${mode} ${mtime?.getTime()}`;
    } else found[path] = "other";
  }
  return found;
}
