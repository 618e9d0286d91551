import { leastLength, type Policy } from "../policy.ts";
import type { GuardFact } from "../rules/facts.ts";
import type { Field, PythonFile } from "../source/python.ts";
import type { Application, SourceTree } from "./backend.ts";
import { isAside } from "./python_modules.ts";
import { scriptsWith } from "./script_modules.ts";

/** What the code is written for. */
interface Guarded {
  readonly application: Application;
  readonly names: { readonly jwt: string; readonly session: string | null };
  readonly algorithm: string;
  readonly policy: Policy;
}

/** What stands for the two keys in the project's language, and how a start is refused in it. */
interface Language {
  /** The line that gives `jwt_key` its value. */
  readonly reads: string;
  /** What the session key is called; null where there is none. */
  readonly session: string | null;
  readonly error: string;
}

/** Words of which a random key holds one in less than one of a million cases. */
const WORDS = ["change", "example", "generate", "placeholder", "replace"];

/**
 * The lines with which this project's settings would refuse a key that is not safe; null where its language is
 * not known.
 */
export function guardCode(tree: SourceTree, guarded: Guarded): GuardFact | null {
  switch (guarded.application.backend) {
    case "django_simplejwt":
    case "fastapi":
    case "flask_jwt_extended":
      return inPython(tree, guarded);
    case "node_jose":
      return inScript(tree, guarded);
    default:
      return null;
  }
}

function inPython(tree: SourceTree, guarded: Guarded): GuardFact {
  const { jwt, session } = guarded.names;
  const files = tree.paths.filter((path) => path.endsWith(".py") && !isAside(path))
    .filter((path) => tree.text(path)?.toLowerCase().includes(jwt.toLowerCase()))
    .flatMap((path) => tree.python(path) ?? []);
  const field = files.flatMap((file) => fieldOf(file, jwt) ?? [])[0];
  const read =
    files.flatMap((file) =>
      file.envReads.filter(({ name }) => name === jwt).map(({ line }) => ({ path: file.path, line }))
    )[0];
  const other = session === null ? null : files.flatMap((file) => fieldOf(file, session) ?? [])[0]?.name;
  const django = guarded.application.backend === "django_simplejwt";
  const language: Language = field === undefined
    ? {
      reads: `jwt_key = ${readerOf(guarded.application, django)(jwt)}`,
      session: session === null ? null : django ? "SECRET_KEY" : `os.environ.get("${session}")`,
      error: django ? "ImproperlyConfigured" : "RuntimeError",
    }
    : {
      reads: `jwt_key = settings.${field.name}`,
      session: other == null ? null : `settings.${other}`,
      error: "RuntimeError",
    };
  const place = field ?? read;
  const words = WORDS.map((word) => `"${word}"`).join(", ");
  const least = leastLength(guarded.policy, guarded.algorithm);
  const same = language.session === null ? "" : ` or jwt_key == ${language.session}`;
  return {
    from: field === undefined ? "variable" : "field",
    ...(place === undefined ? {} : { path: place.path, line: place.line }),
    key: [
      language.reads,
      `if len(jwt_key) < ${least}${same}:`,
      `    raise ${language.error}("${demand(guarded, least)}")`,
    ],
    placeholder: [
      language.reads,
      `if any(word in jwt_key.lower() for word in (${words})):`,
      `    raise ${language.error}("${jwt} is a placeholder")`,
    ],
  };
}

function inScript(tree: SourceTree, guarded: Guarded): GuardFact {
  const { application, names: { jwt, session } } = guarded;
  const folder = application.folder === "." ? "" : application.folder;
  const [file] = scriptsWith({ tree, folder }, new RegExp(`\\b${jwt.replaceAll(/\W/g, "\\$&")}\\b`));
  const read = application.title.startsWith("Deno")
    ? (name: string) => `Deno.env.get("${name}")`
    : (name: string) => /^\w+$/.test(name) ? `process.env.${name}` : `process.env["${name}"]`;
  // No name is declared: a module that has it already would not be read at all.
  const key = read(jwt);
  const least = leastLength(guarded.policy, guarded.algorithm);
  const same = session === null ? "" : ` || ${key} === ${read(session)}`;
  return {
    from: "variable",
    ...(file === undefined ? {} : { path: file.path, line: lineOf(tree.text(file.path) ?? "", jwt) }),
    key: [
      `if ((${key} ?? "").length < ${least}${same}) {`,
      `  throw new Error("${demand(guarded, least)}");`,
      "}",
    ],
    placeholder: [
      `if (/${WORDS.join("|")}/i.test(${key} ?? "")) {`,
      `  throw new Error("${jwt} is a placeholder");`,
      "}",
    ],
  };
}

/** A field of pydantic settings that a variable fills; pydantic takes any case of the name. */
function fieldOf({ models, path }: PythonFile, name: string): (Field & { readonly path: string }) | null {
  for (const { fields, isSettings, config } of models) {
    if (!isSettings) continue;
    const found = fields.find(({ name: own, aliases, env }) =>
      [...aliases, ...env, `${config?.prefix ?? ""}${own}`].some((one) =>
        one.toLowerCase() === name.toLowerCase()
      )
    );
    if (found !== undefined) return { ...found, path };
  }
  return null;
}

/** How the project's own loader is asked, so that the check sees what the application sees. */
function readerOf({ loader }: Application, django: boolean): (name: string) => string {
  if (/^python-decouple/.test(loader.dialect)) return (name) => `config("${name}", default="")`;
  if (django && /^django-environ/.test(loader.dialect)) return (name) => `env("${name}", default="")`;
  return (name) => `os.environ.get("${name}", "")`;
}

function demand({ names: { jwt, session } }: Guarded, least: number): string {
  return `${jwt} must have at least ${least} characters${
    session === null ? "" : ` and differ from ${session}`
  }`;
}

function lineOf(text: string, name: string): number {
  return text.slice(0, Math.max(0, text.indexOf(name))).split("\n").length;
}
