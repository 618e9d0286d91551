import type { Expression } from "../source/python.ts";
import type { LoaderUse, LoginShape, SigningSite } from "./backend.ts";
import { usualEnvFile } from "./env_loader.ts";
import { type ConfigValue, configValues } from "./flask_config.ts";
import type { FlaskEntry } from "./flask_entry.ts";
import { followCallers } from "./follow_callers.ts";
import { followText, type Origin } from "./follow_value.ts";
import { likeliestJwtName, meantToSign } from "./key_names.ts";
import { allVariables, loaderOf, spell, type Variable, variableOf } from "./key_variables.ts";
import { loaderDialect } from "./loader_dialect.ts";
import { folderOf, joinPath } from "./paths.ts";
import { filesWith } from "./python_modules.ts";
import { showCode } from "./show_code.ts";
import type { Packages } from "./versions.ts";

/** What a Flask project says about its keys, where they are read from, and how tokens are carried. */
export interface FlaskKeys {
  readonly jwt: string;
  readonly session: string | null;
  readonly readsJwtKey: boolean;
  readonly algorithm: string;
  readonly signing: SigningSite | null;
  readonly loader: LoaderUse;
  readonly tokens: Pick<LoginShape, "tokenCookie" | "tokenHeader">;
}

interface Traced {
  readonly value: ConfigValue;
  readonly origins: readonly Origin[];
  readonly variable: Variable | null;
}

/** Finds where JWT_SECRET_KEY and SECRET_KEY of the configuration come from, and the loader that reads them. */
export function findFlaskKeys(entry: FlaskEntry, packages: Packages): FlaskKeys {
  const { project, folder } = entry;
  const files = filesWith(project.tree, /env|config|settings|jwt|secret/i, entry.importRoot);
  const all = allVariables(files);
  const trace = (name: string) =>
    configValues(project, name, entry.importRoot).map((value) => traced(entry, value));
  const given = trace("JWT_SECRET_KEY");
  const shared = trace("SECRET_KEY");
  const own = given.find(({ variable }) => variable !== null);
  const session = shared.find(({ variable }) => variable !== null);
  const read = all.map(({ name }) => name);
  const meant = own?.variable ? meantToSign(own.variable.name, { read, signing: [] }) : null;
  const guessed = meant ?? (given.length > 0 ? null : likeliestJwtName(read));
  const signer = meant === null ? own?.variable : null;
  const variable = signer ?? all.find(({ name }) => name === guessed) ?? null;
  const loader = placeOf(entry, packages, {
    variable: variable ?? session?.variable ?? null,
    found: loaderOf(project, { variable: variable ?? session?.variable ?? null, files, folder, packages }),
  });
  const spelled = (one: Variable) => spell(project, one, loader);
  const jwt = variable === null ? "JWT_SECRET_KEY" : spelled(variable);
  const text = (name: string): string | null => {
    for (const { expression, path, scope } of configValues(project, name, entry.importRoot)) {
      const found = expression === null ? null : followText(project, expression, { path, scope });
      if (found !== null) return found;
    }
    return null;
  };
  return {
    jwt,
    session: session?.variable ? spelled(session.variable) : shared.length > 0 ? "SECRET_KEY" : null,
    readsJwtKey: variable !== null,
    algorithm: text("JWT_ALGORITHM") ?? "HS256",
    signing: siteOf({ given: own ?? given[0], shared: session ?? shared[0], jwt }),
    loader,
    tokens: tokensOf(entry, text),
  };
}

function traced(entry: FlaskEntry, value: ConfigValue): Traced {
  const { expression, path, scope } = value;
  if (expression === null) {
    const name = value.variable!;
    const read = {
      names: [name],
      caseSensitive: true,
      spelledOut: true,
      reader: "os.environ" as const,
      path,
    };
    return { value, origins: [], variable: { name, ...read } };
  }
  const origins = followCallers(entry, { expression, path, scope });
  const variable = origins.map(variableOf).find((one) => one !== null) ?? named(expression, path);
  return { value, origins, variable };
}

/** A function of the project that is given the variable's name: `require_env("JWT_SECRET_KEY")`. */
function named(expression: Expression, path: string): Variable | null {
  const name = expression.kind !== "call"
    ? undefined
    : expression.positional.flatMap((one) =>
      one.kind === "text" && /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(one.value) ? [one.value] : []
    )[0];
  if (name === undefined) return null;
  return { name, names: [name], caseSensitive: true, spelledOut: true, reader: "helper", path };
}

/** flask's own command reads `.env` and `.flaskenv` where python-dotenv is installed and the code reads none. */
function placeOf(entry: FlaskEntry, packages: Packages, about: {
  readonly variable: Variable | null;
  readonly found: LoaderUse;
}): LoaderUse {
  const { found } = about;
  if (found.dialect !== "process" || entry.server !== "flask" || !packages.has("python-dotenv")) return found;
  const usual = usualEnvFile(entry.project.tree, entry.folder);
  return {
    dialect: loaderDialect("python-dotenv", packages),
    title: "python-dotenv",
    files: [usual, joinPath(folderOf(usual), ".flaskenv")],
  };
}

/** Where the code says which key signs: Flask-JWT-Extended takes SECRET_KEY where JWT_SECRET_KEY is not set. */
function siteOf({ given, shared, jwt }: {
  readonly given: Traced | undefined;
  readonly shared: Traced | undefined;
  readonly jwt: string;
}): SigningSite | null {
  const mend = mendTo(jwt);
  if (given === undefined) {
    if (shared === undefined) return null;
    const { path, line } = shared.value;
    return { path, line, text: shown(shared, "SECRET_KEY"), source: "session-key", mend, adds: true };
  }
  const { path, line } = given.value;
  const text = shown(given, "JWT_SECRET_KEY");
  if (given.variable !== null) {
    const same = given.variable.name === shared?.variable?.name;
    if (!same) return { path, line, text, source: "jwt-key" };
    return { path, line, text, source: "session-key", mend: mendTo("JWT_SECRET_KEY") };
  }
  const literal = given.origins.find((one) => one.kind === "literal");
  const made = given.origins.find((one) => one.kind === "generated");
  if (literal === undefined && made !== undefined) {
    return { path: made.path, line: made.line, text, source: "unknown", mend };
  }
  return literal === undefined
    ? { path, line, text, source: "unknown" }
    : { path: literal.path, line: literal.line, text, source: "literal", mend };
}

function mendTo(variable: string): string {
  return `app.config["JWT_SECRET_KEY"] = os.environ["${variable}"]`;
}

function shown({ value }: Traced, name: string): string {
  return value.expression === null
    ? `app.config.from_prefixed_env()  # ${value.variable}`
    : `${name} = ${showCode(value.expression)}`;
}

/** Where the settings say that tokens are, other than in `Authorization: Bearer`. */
function tokensOf(entry: FlaskEntry, text: (name: string) => string | null): FlaskKeys["tokens"] {
  const locations = configValues(entry.project, "JWT_TOKEN_LOCATION", entry.importRoot).flatMap((
    { expression },
  ) => {
    const items = expression?.kind === "list" ? expression.items : expression === null ? [] : [expression];
    return items.flatMap((item) => item.kind === "text" ? [item.value] : []);
  });
  const cookie = locations.includes("cookies")
    ? { tokenCookie: text("JWT_ACCESS_COOKIE_NAME") ?? "access_token_cookie" }
    : {};
  const name = (text("JWT_HEADER_NAME") ?? "Authorization").toLowerCase();
  const scheme = text("JWT_HEADER_TYPE") ?? "Bearer";
  if (!/^[\w-]+$/.test(name) || !/^[\w-]*$/.test(scheme)) return cookie;
  return name === "authorization" && scheme === "Bearer"
    ? cookie
    : { ...cookie, tokenHeader: { name, scheme } };
}
