import { assignmentsOf } from "../env/document.ts";
import { parseDocument } from "../env/parse_document.ts";
import { FileError, type Host } from "../io/host.ts";
import { createRedactor } from "../report/redact.ts";
import { createTextRedactor } from "../report/redact_lines.ts";
import { Secret } from "../secret.ts";
import { measure } from "../strength.ts";
import type { Redact } from "./causes.ts";
import { allEnvFiles, envValues, readSmallText } from "./env_values.ts";
import { keyFilePaths } from "./signers.ts";
import type { Keys } from "./keys.ts";
import type { Project } from "./project.ts";

type World = Pick<Host, "files" | "environment">;

const SECRET_NAME =
  /key|secret|jwt|token|sign|salt|pass|pwd|credential|dsn|database_url|broker_url|redis_url/i;
/** The folders that a shell is in and was in: no password, though their names end like one. */
const FOLDER_NAME = /^(?:OLD)?PWD$/;
/** A value that is easier to guess is an ordinary word, and masking it would mask the message. */
const LEAST_BITS = 40;

/**
 * What masks secrets in anything that a backend printed or answered: both keys wherever they are defined, what
 * the env files, the key files and the environment keep secret besides, and what this run was given. A key
 * that is public or a placeholder is hidden whole, because its words are those of every traceback.
 */
export function redactorFor(
  host: World,
  project: Project,
  keys: Keys,
  given: readonly Secret[] = [],
): Redact {
  const held = [keys.jwt, ...keys.sessions, keys.replaced, ...keys.previous].flatMap((key) =>
    key?.secret ?? []
  );
  const own = [...held, ...definitions(host, project)];
  const secrets = [...own.filter((secret) => !isPublic(secret)), ...others(host, project), ...given];
  const reveal = (all: readonly Secret[]) => [...new Set(all.map((secret) => secret.reveal()))];
  return createTextRedactor(createRedactor(reveal(secrets), reveal(own.filter(isPublic))));
}

function isPublic(secret: Secret): boolean {
  const kind = measure(secret.bytes()).weakness?.kind;
  return kind === "known" || kind === "placeholder";
}

/** Every value that a line of an env file or the environment gives one of the two variables. */
function* definitions({ files, environment }: World, project: Project): Generator<Secret> {
  const names = [project.names.jwt, project.names.session].filter((name) => name !== null);
  for (const name of names) {
    const inherited = environment.get(name);
    if (inherited !== undefined && inherited !== "") yield Secret.of(inherited);
  }
  for (const path of allEnvFiles(project)) {
    const bytes = readBytes(files, path);
    if (bytes === null) continue;
    const document = parseDocument(bytes);
    for (const { token, quote } of names.flatMap((name) => assignmentsOf(document, name))) {
      const inside = quote === null ? 0 : 1;
      const value = bytes.subarray(token.start + inside, token.end - inside);
      if (value.length > 0) yield Secret.of(value);
    }
  }
}

/** What else is kept secret here, by the names of the variables. */
function* others(host: World, project: Project): Generator<Secret> {
  const values = [
    ...envValues(host, project),
    ...Object.entries(host.environment.all()).map(([name, value]) => ({ name, value })),
  ];
  for (const { name, value } of values) {
    if (!SECRET_NAME.test(name) || FOLDER_NAME.test(name) || value.length < 8) continue;
    const secret = Secret.of(value);
    if (measure(secret.bytes()).guessBits >= LEAST_BITS) yield secret;
  }
  for (const path of keyFilePaths(host, project)) {
    const text = readSmallText(host.files, path)?.trim();
    if (text) yield Secret.of(text);
  }
}

function readBytes(files: Host["files"], path: string): Uint8Array | null {
  try {
    return files.stat(path).kind === "file" ? files.read(path) : null;
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
