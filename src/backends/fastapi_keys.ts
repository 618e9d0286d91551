import type { PythonFile } from "../source/python.ts";
import type { LoaderUse, SigningSite } from "./backend.ts";
import type { FastapiEntry } from "./fastapi_entry.ts";
import { followCallers } from "./follow_callers.ts";
import { followText, followValue, type Origin } from "./follow_value.ts";
import { likeliestJwtName, meantToSign } from "./key_names.ts";
import { allVariables, loaderOf, spell, type Variable, variableOf } from "./key_variables.ts";
import { filesWith } from "./python_modules.ts";
import { showCode } from "./show_code.ts";
import type { Packages } from "./versions.ts";

/** What a FastAPI project says about its keys and where they are read from. */
export interface FastapiKeys {
  readonly jwt: string;
  readonly session: string | null;
  readonly readsJwtKey: boolean;
  readonly algorithm: string;
  readonly signing: SigningSite | null;
  readonly loader: LoaderUse;
}

/** Finds the variable that reaches `jwt.encode`, else the likeliest by name, and the loader that reads it. */
export function findFastapiKeys(entry: FastapiEntry, packages: Packages): FastapiKeys {
  const { project } = entry;
  const { tree } = project;
  const files = filesWith(tree, /env|config|settings|jwt|secret/i, entry.importRoot);
  const calls = files.flatMap((file) => file.jwtCalls.map((call) => ({ call, path: file.path })));
  const keyed = calls.filter(({ call }) => call.key !== null)
    .toSorted((a, b) => Number(a.call.operation === "verify") - Number(b.call.operation === "verify"));
  const traced = keyed.map((one) => ({
    ...one,
    origins: followCallers(entry, { expression: one.call.key!, path: one.path, scope: one.call.scope }),
  }));
  const used = traced.find(({ origins }) => origins.some((one) => variableOf(one) !== null));
  const all = allVariables(files);
  const reached = used?.origins.map(variableOf).find((one) => one !== null);
  const meant = reached == null ? null : meantToSign(reached.name, {
    read: all.map(({ name }) => name),
    signing: traced.filter(({ call }) => call.operation !== "verify")
      .flatMap(({ origins }) => origins.map((one) => variableOf(one)?.name ?? "")),
  });
  const guessed = meant ?? likeliestJwtName(all.map(({ name }) => name));
  const signer = meant === null ? reached : null;
  const variable = signer ?? all.find(({ name }) => name === guessed) ?? null;
  const place = loaderOf(project, { variable, files, folder: entry.folder, packages });
  const jwt = variable === null ? "JWT_SECRET_KEY" : spell(project, variable, place);
  const signed = used ?? traced[0];
  return {
    jwt,
    session: sessionOf(entry, { jwt, files, all, spelled: (one) => spell(project, one, place) }),
    readsJwtKey: variable !== null,
    algorithm: algorithmOf(entry, calls),
    signing: signed === undefined
      ? null
      : siteOf(signed, { variable: reached ?? null, known: variable, jwt, meant: meant !== null }),
    loader: place,
  };
}

/** The variable of another key of the application: of its session middleware, or one that is called SECRET_KEY. */
function sessionOf(entry: FastapiEntry, about: {
  readonly jwt: string;
  readonly files: readonly PythonFile[];
  readonly all: readonly Variable[];
  readonly spelled: (variable: Variable) => string;
}): string | null {
  const { jwt, files, all, spelled } = about;
  for (const file of files) {
    for (const { call, callee, scope } of file.calls) {
      const middleware = [callee, ...call.positional.map((one) => one.kind === "name" ? one.name : "")];
      const key = call.keywords["secret_key"] ?? call.keywords["secret"];
      if (key === undefined || !middleware.some((name) => /(?:^|\.)SessionMiddleware$/.test(name))) continue;
      const found = followValue(entry.project, key, { path: file.path, scope }).map(variableOf).find((one) =>
        one !== null
      );
      if (found != null) return spelled(found);
    }
  }
  if (jwt.toUpperCase() === "SECRET_KEY") return jwt;
  const other = all.find(({ names }) => names.some((name) => name.toUpperCase() === "SECRET_KEY"));
  return other === undefined ? null : spelled(other);
}

function algorithmOf(
  entry: FastapiEntry,
  calls: readonly { readonly call: PythonFile["jwtCalls"][number]; readonly path: string }[],
): string {
  for (const { call, path } of calls) {
    const given = call.algorithm?.kind === "list" ? call.algorithm.items[0] ?? null : call.algorithm;
    const text = given === null ? null : followText(entry.project, given, { path, scope: call.scope });
    if (text !== null && /^(?:HS|RS|ES|PS)\d{3}$/.test(text)) return text;
  }
  return "HS256";
}

function siteOf(
  signed: {
    readonly call: PythonFile["jwtCalls"][number];
    readonly path: string;
    readonly origins: readonly Origin[];
  },
  about: {
    readonly variable: Variable | null;
    readonly known: Variable | null;
    readonly jwt: string;
    /** Whether another key was meant to sign. */
    readonly meant: boolean;
  },
): SigningSite {
  const { call, path, origins } = signed;
  const verb = call.operation === "configure"
    ? "secret"
    : call.operation === "sign"
    ? "jwt.encode"
    : "jwt.decode";
  const key = showCode(call.key!);
  const text = call.operation === "configure" ? `${verb}=${key}` : `${verb}(…, ${key}, …)`;
  const literal = origins.find((one) => one.kind === "literal");
  const mend = about.known?.reader === "pydantic-settings"
    ? `settings.${about.known.name.toLowerCase()}`
    : `os.environ["${about.jwt}"]`;
  if (about.meant) return { path, line: call.line, text, source: "session-key", mend };
  if (about.variable !== null) return { path, line: call.line, text, source: "jwt-key" };
  const made = origins.find((one) => one.kind === "generated");
  if (literal === undefined && made !== undefined) {
    return { path: made.path, line: made.line, text, source: "unknown", mend };
  }
  if (literal === undefined) return { path, line: call.line, text, source: "unknown" };
  return { path: literal.path, line: literal.line, text, source: "literal", mend };
}
