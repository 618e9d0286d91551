import { constantText } from "../source/python/names.ts";
import type { Expression, PythonFile } from "../source/python.ts";
import type { SigningSite } from "./backend.ts";
import { type DjangoSettings, type Setting, settingsNamed } from "./django_settings.ts";
import type { Reader } from "./env_loader.ts";
import { followText, followValue, type Origin } from "./follow_value.ts";
import { likeliestJwtName } from "./key_names.ts";
import { folderOf } from "./paths.ts";
import { filesWith } from "./python_modules.ts";
import { showCode } from "./show_code.ts";

/** What a Django project's settings say about the two keys. */
export interface DjangoKeys {
  readonly jwt: string;
  readonly session: string;
  readonly readsJwtKey: boolean;
  readonly algorithm: string;
  readonly signing: SigningSite | null;
  readonly reader: Reader;
  /** The file whose code reads the variable. */
  readonly readingPath: string | null;
}

interface KeyUse {
  readonly expression: Expression;
  readonly path: string;
  readonly scope: string;
  readonly line: number;
  /** `"SIGNING_KEY": ` or `SIMPLE_JWT["SIGNING_KEY"] = `, before the expression. */
  readonly before: string;
  readonly after?: string;
}

type EnvOrigin = Origin & { readonly kind: "env" };

/** Finds which variables hold the keys, and where the code says which of them signs. */
export function findDjangoKeys(settings: DjangoSettings): DjangoKeys {
  const { project, files } = settings;
  const reads = files.flatMap((file) => file.envReads.map((read) => ({ read, path: file.path })));
  const sessionOrigins = settingsNamed(settings, "SECRET_KEY").flatMap(({ file, assignment }) =>
    followValue(project, assignment.value!, { path: file.path })
  );
  const sessionRead = sessionOrigins.findLast((one): one is EnvOrigin => one.kind === "env");
  const session = sessionRead?.read.name ?? "SECRET_KEY";

  const config = ["SIMPLE_JWT", "JWT_AUTH", "GRAPHQL_JWT"].map((name) => settingsNamed(settings, name))
    .find((found) => found.length > 0) ?? [];
  const uses = [...signingKeys(config), ...handSigning(settings)];
  const traced = uses.map((use) => ({ use, origins: resolveSettings(settings, use) }));
  const isJwt = (one: Origin): one is EnvOrigin => one.kind === "env" && one.read.name !== session;
  const used = traced.findLast(({ origins }) => origins.some(isJwt));
  const jwtRead = used?.origins.findLast(isJwt);
  const named = likeliestJwtName(reads.map(({ read }) => read.name).filter((name) => name !== session));
  const jwt = jwtRead?.read.name ?? named ?? nameElsewhere(settings, session) ?? "JWT_SECRET_KEY";
  const reading = jwtRead ?? (reads.find(({ read }) => read.name === jwt) ?? sessionRead ?? mostUsed(reads));
  const signing = used !== undefined
    ? siteOf(used.use, "jwt-key")
    : judge(traced, { config, settings, jwt, reading: reading ?? null });
  return {
    jwt,
    session,
    readsJwtKey: reads.some(({ read }) => read.name === jwt) || jwtRead !== undefined,
    algorithm: algorithmOf(settings, config),
    signing,
    reader: reading === undefined || reading === null ? "none" : readerOf(reading, files),
    readingPath: reading?.path ?? null,
  };
}

/** The name that settings of other environments read: `settings_prod.py` beside the `settings_dev.py` that is loaded. */
function nameElsewhere(settings: DjangoSettings, session: string): string | null {
  const loaded = new Set(settings.files.map((file) => file.path));
  const folders = new Set(settings.files.map((file) => folderOf(file.path)));
  const others = filesWith(settings.project.tree, /SIMPLE_JWT|SIGNING_KEY/, settings.folder)
    .filter((file) => !loaded.has(file.path) && folders.has(folderOf(file.path)));
  const names = others.flatMap((file) => file.envReads.map((read) => read.name));
  return likeliestJwtName(names.filter((name) => name !== session));
}

type Reading = { readonly read: { readonly via: Reader; readonly callee: string }; readonly path: string };

function mostUsed(reads: readonly Reading[]): Reading | undefined {
  const count = (via: Reader): number => reads.filter(({ read }) => read.via === via).length;
  return reads.toSorted((a, b) => count(b.read.via) - count(a.read.via))[0];
}

/** A helper's own reader is that of the file which makes it, or the one that loads an env file. */
function readerOf(reading: Reading, files: readonly PythonFile[]): Reader {
  if (reading.read.via !== "helper") return reading.read.via;
  const others = files.flatMap((file) => [
    ...file.envReads.map((one): Reader => one.via),
    ...file.dotenvLoads.map((load): Reader => load.loader),
  ]);
  return others.find((one) => one !== "helper") ??
    (/config/.test(reading.read.callee) ? "decouple" : "django-environ");
}

/** The expressions that become SIGNING_KEY, in the order they are executed. */
function signingKeys(config: readonly Setting[]): readonly KeyUse[] {
  const names = ["SIGNING_KEY", "JWT_SECRET_KEY", "JWT_PRIVATE_KEY"];
  return config.flatMap(({ file, assignment }): readonly KeyUse[] => {
    const at = { path: file.path, scope: "" };
    const value = assignment.value!;
    if (assignment.key !== null) {
      if (!names.includes(assignment.key)) return [];
      return [{
        ...at,
        expression: value,
        line: assignment.line,
        before: `${assignment.target}["${assignment.key}"] = `,
      }];
    }
    return entriesOf(value).filter((entry) => names.includes(entry.key ?? "") && entry.value.kind !== "none")
      .map((entry) => ({ ...at, expression: entry.value, line: entry.line, before: `"${entry.key}": ` }));
  });
}

/** The entries of `{…}` or `dict(…)`. */
export function entriesOf(
  value: Expression,
): readonly { readonly key: string | null; readonly value: Expression; readonly line: number }[] {
  if (value.kind === "dictionary") return value.entries;
  if (value.kind !== "call") return [];
  return Object.entries(value.keywords).map(([key, one]) => ({ key, value: one, line: one.line }));
}

/** Keys that the project's own code hands to a JWT library. */
function handSigning(settings: DjangoSettings): readonly KeyUse[] {
  return filesWith(settings.project.tree, /\bjwt\b/, settings.folder).flatMap((file) =>
    file.jwtCalls.filter((one) => one.operation === "sign" && one.key !== null)
      .map((one) => ({
        expression: one.key!,
        path: file.path,
        scope: one.scope,
        line: one.line,
        before: "jwt.encode(…, ",
        after: ", …)",
      }))
  );
}

/** Follows a key, and `settings.NAME` on into the settings files. */
function resolveSettings(settings: DjangoSettings, use: KeyUse): readonly Origin[] {
  const origins = followValue(settings.project, use.expression, use);
  return origins.flatMap((origin) => {
    if (origin.kind !== "setting") return [origin];
    const found = settingsNamed(settings, origin.name).flatMap(({ file, assignment }) =>
      followValue(settings.project, assignment.value!, { path: file.path })
    );
    return origin.name === "SECRET_KEY" ? [origin, ...found] : found;
  });
}

/** What is known where no JWT variable was seen to reach the key. */
function judge(
  traced: readonly { readonly use: KeyUse; readonly origins: readonly Origin[] }[],
  options: {
    readonly config: readonly Setting[];
    readonly settings: DjangoSettings;
    readonly jwt: string;
    readonly reading: Reading | null;
  },
): SigningSite | null {
  const { config, settings, jwt, reading } = options;
  const entry = config.every(({ assignment }) => assignment.target === "SIMPLE_JWT")
    ? "SIGNING_KEY"
    : "JWT_SECRET_KEY";
  const mended = `"${entry}": ${readCode(reading, jwt)}`;
  const last = traced.at(-1);
  if (last !== undefined) {
    const { use, origins } = last;
    const session = origins.some((one) =>
      one.kind === "env" || one.kind === "setting" && one.name === "SECRET_KEY"
    ) ||
      use.expression.kind === "name" && /(?:^|\.)SECRET_KEY$/.test(use.expression.name);
    const source = session
      ? "session-key"
      : origins.some((one) => one.kind === "literal")
      ? "literal"
      : "unknown";
    if (source === "unknown" && !origins.some((one) => one.kind === "generated")) return siteOf(use, source);
    const byHand = use.before.startsWith("jwt.encode");
    const mend = byHand
      ? `jwt.encode(…, ${readCode(reading, jwt)}, …)`
      : `${use.before}${readCode(reading, jwt)}`;
    return { ...siteOf(use, source), mend };
  }
  const made = config.find(({ assignment }) => assignment.key === null);
  if (made !== undefined) {
    const { file, assignment } = made;
    const text = `${assignment.target} = { … } without ${entry}`;
    return { path: file.path, line: assignment.line, text, source: "session-key", mend: mended, adds: true };
  }
  const secret = settingsNamed(settings, "SECRET_KEY").at(-1);
  const path = secret?.file.path ?? settings.files.at(-1)!.path;
  const text = "no SIMPLE_JWT, which means SECRET_KEY";
  const mend = `SIMPLE_JWT = {${mended}}`;
  return { path, line: secret?.assignment.line ?? 1, text, source: "session-key", mend, adds: true };
}

function siteOf(use: KeyUse, source: SigningSite["source"]): SigningSite {
  return {
    path: use.path,
    line: use.line,
    text: use.before + showCode(use.expression) + (use.after ?? ""),
    source,
  };
}

/** How this project's code reads a variable. */
function readCode(reading: Reading | null, name: string): string {
  if (reading === null) return `os.environ["${name}"]`;
  const { via, callee } = reading.read;
  if (via === "os.environ" || via === "os.getenv") return `os.environ["${name}"]`;
  return via === "python-dotenv" ? `os.environ["${name}"]` : `${callee}("${name}")`;
}

function algorithmOf(settings: DjangoSettings, config: readonly Setting[]): string {
  for (const { file, assignment } of config.toReversed()) {
    const value = assignment.key === "ALGORITHM"
      ? assignment.value
      : entriesOf(assignment.value!).find((entry) =>
        entry.key === "ALGORITHM" || entry.key === "JWT_ALGORITHM"
      )?.value;
    if (value == null) continue;
    const text = constantText(value) ?? followText(settings.project, value, { path: file.path });
    if (text !== null && /^(?:HS|RS|ES|PS)\d{3}$/.test(text)) return text;
  }
  return "HS256";
}
