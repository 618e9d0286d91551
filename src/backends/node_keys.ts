import { entryNamed, type ScriptExpression, type ScriptFile, scriptName } from "../source/javascript.ts";
import type { SigningSite } from "./backend.ts";
import { followScript, followScriptText, type ScriptOrigin } from "./follow_script.ts";
import { likeliestJwtName, meantToSign, namesJwtKey } from "./key_names.ts";
import { type NodeJwtCall, nodeJwtCalls } from "./node_calls.ts";
import { qualifyScript, type ScriptProject, scriptsWith } from "./script_modules.ts";

/** What a Node project says about its keys. */
export interface NodeKeys {
  readonly jwt: string;
  readonly session: string | null;
  readonly readsJwtKey: boolean;
  readonly algorithm: string;
  readonly signing: SigningSite | null;
}

interface Traced {
  readonly call: NodeJwtCall;
  readonly file: ScriptFile;
  readonly origins: readonly ScriptOrigin[];
}

type EnvOrigin = ScriptOrigin & { readonly kind: "env" };

/** Keys of other tokens than those that a login gives. */
const OTHER = /refresh|reset|verif|confirm|email|invite|activat|forgot/i;
const ORDER = { sign: 0, configure: 1, verify: 2 } as const;

/** Finds the variable that reaches the call that signs, else the likeliest by name. */
export function findNodeKeys(project: ScriptProject): NodeKeys | null {
  const files = scriptsWith(project, /jwt|jose|token/i);
  const traced = files.flatMap((file) =>
    nodeJwtCalls(file).map((call): Traced => ({
      call,
      file,
      origins: followScript(project, call.key, { file, scope: call.scope }),
    }))
  ).toSorted((a, b) => ORDER[a.call.operation] - ORDER[b.call.operation]);
  if (traced.length === 0) return null;
  const keyed = traced.filter(({ origins }) => firstEnv(origins) !== null)
    .toSorted((a, b) => rank(a) - rank(b));
  const signer = keyed[0] ?? traced[0]!;
  const variable = firstEnv(signer.origins);
  const read = environmentNames(project);
  const guessed = likeliestJwtName(read);
  const signing = keyed.filter(({ call }) => call.operation !== "verify")
    .flatMap(({ origins }) => origins.flatMap((one) => one.kind === "env" ? [one.name] : []));
  const meant = variable === null ? null : meantToSign(variable.name, { read, signing });
  const jwt = meant ?? variable?.name ?? guessed ?? "JWT_SECRET_KEY";
  const session = sessionOf(project, jwt);
  return {
    jwt,
    session,
    readsJwtKey: variable !== null || guessed !== null,
    algorithm: algorithmOf(project, traced),
    signing: siteOf(signer, { variable, session, jwt }),
  };
}

/** Calls that sign come first, then names that say what they are for. */
function rank({ call, origins }: Traced): number {
  const name = firstEnv(origins)!.name;
  return (OTHER.test(name) ? 4 : 0) + (namesJwtKey(name) ? 0 : 1) + ORDER[call.operation] * 2;
}

function firstEnv(origins: readonly ScriptOrigin[]): EnvOrigin | null {
  return origins.find((one): one is EnvOrigin => one.kind === "env") ?? null;
}

/** The names of all variables that the code reads. */
function environmentNames(project: ScriptProject): readonly string[] {
  return scriptsWith(project, /\benv\b/).flatMap((file) => [
    ...file.uses.flatMap(({ name }) =>
      /^(?:process\.env|Bun\.env|import\.meta\.env)\.(\w+)$/.exec(name)?.[1] ?? []
    ),
    ...file.bindings.flatMap(({ value, member }) =>
      member !== null && scriptName(value) === "process.env" ? [member] : []
    ),
    ...file.calls.flatMap(({ call, callee }) => {
      const [first] = call.positional;
      return callee === "Deno.env.get" && first?.kind === "text" ? [first.value] : [];
    }),
  ]);
}

/** The variable of the key that signs sessions or cookies, or one that is called so. */
function sessionOf(project: ScriptProject, jwt: string): string | null {
  for (const file of scriptsWith(project, /session|cookie/i)) {
    for (const { call, callee, scope } of file.calls) {
      const name = qualifyScript(callee, file);
      const [first, second] = call.positional;
      const key: ScriptExpression | undefined =
        /^(?:express-session|@fastify\/(?:secure-)?session)$/.test(name)
          ? entryNamed(first, "secret")
          : name === "cookie-parser"
          ? first
          : name.endsWith(".register") && /cookie|session/.test(qualifyScript(scriptName(first), file))
          ? entryNamed(second, "secret")
          : undefined;
      const found = key === undefined ? null : firstEnv(followScript(project, key, { file, scope }));
      if (found !== null) return found.name;
    }
  }
  const names = environmentNames(project);
  return ["SECRET_KEY", "SESSION_SECRET", "APP_SECRET", "COOKIE_SECRET"].find((name) =>
    name !== jwt && names.includes(name)
  ) ?? null;
}

function algorithmOf(project: ScriptProject, traced: readonly Traced[]): string {
  for (const { call, file } of traced) {
    const text = followScriptText(project, call.algorithm, { file, scope: call.scope });
    if (text !== null && /^(?:HS|RS|ES|PS)\d{3}$/.test(text)) return text;
  }
  return "HS256";
}

function siteOf({ call, file, origins }: Traced, about: {
  readonly variable: EnvOrigin | null;
  readonly session: string | null;
  readonly jwt: string;
}): SigningSite {
  const { variable, session, jwt } = about;
  const { path } = file;
  const { line } = call;
  const text = `${call.verb}(…, ${shown(call.key)})`;
  if (variable !== null) {
    if (variable.name === session) {
      const mend = "process.env.JWT_SECRET_KEY";
      return { path: variable.path, line: variable.line, text: read(variable), source: "session-key", mend };
    }
    if (variable.decoded === null) return { path, line, text, source: "jwt-key" };
    // The bytes of the decoded text sign, not those of the text.
    const decodes = `Buffer.from(${read(variable)}, "${variable.decoded}")`;
    const mend = `new TextEncoder().encode(${read(variable)})`;
    return { path: variable.path, line: variable.line, text: decodes, source: "jwt-key", mend };
  }
  const made = origins.find((one) => one.kind === "literal" || one.kind === "generated");
  if (made === undefined) return { path, line, text, source: "unknown" };
  const source = made.kind === "literal" ? "literal" : "unknown";
  return { path: made.path, line: made.line, text, source, mend: `process.env.${jwt}` };
}

function read({ name }: EnvOrigin): string {
  return `process.env.${name}`;
}

/** An expression as a line of code in which every literal text is hidden. */
function shown(expression: ScriptExpression): string {
  switch (expression.kind) {
    case "text":
      return '"••••"';
    case "name":
      return expression.name;
    case "member":
      return `${shown(expression.of)}.${expression.name}`;
    case "call":
      return `${expression.made ? "new " : ""}${shown(expression.callee)}(${
        expression.positional.map(shown).join(", ")
      })`;
    case "either":
      return expression.choices.map(shown).join(" || ");
    default:
      return "…";
  }
}
