import { entryNamed, type ScriptExpression, scriptName } from "../source/javascript.ts";
import {
  functionOf,
  lookUpScript,
  qualifyScript,
  type ScriptPlace,
  type ScriptProject,
} from "./script_modules.ts";

/** Where a value comes from in the end. Lines are 1-based. */
export type ScriptOrigin =
  | {
    readonly kind: "env";
    readonly name: string;
    /** How the text is made bytes where that is not by UTF-8. */
    readonly decoded: "base64" | "base64url" | "hex" | null;
    readonly path: string;
    readonly line: number;
  }
  | { readonly kind: "literal"; readonly value: string; readonly path: string; readonly line: number }
  /** Made afresh when the code runs. */
  | { readonly kind: "generated"; readonly path: string; readonly line: number }
  | { readonly kind: "unknown"; readonly path: string; readonly line: number };

const MAX_STEPS = 150;
const VARIABLE = /^[A-Za-z_]\w*$/;
/** Where zod, Joi and valibot put what they validated. */
const VALIDATED = /^(?:data|value|output)$/;
const ENVIRONMENT = /^(?:process\.env|Bun\.env|import\.meta\.env|Deno\.env)$/;
const GETS = /^(?:Deno\.env\.get|(?:\w+\.)*(?:config|configService|cfg|nconf)\.(?:get|getOrThrow))$/i;
const GENERATES =
  /(?:^|\.)(?:randomBytes|randomUUID|getRandomValues|generateKey|generateKeySync|generateSecret)$/;
const HANDS_ON = /(?:^|\.)(?:String|Number|parseInt|Uint8Array|createSecretKey|importKey|Buffer|encode)$/;
const UNWRAPS = /^(?:encode|trim|toString|replace|valueOf)$/;

/** Follows an expression through names, imports, functions and objects to where it comes from. */
export function followScript(
  project: ScriptProject,
  expression: ScriptExpression,
  start: ScriptPlace,
): readonly ScriptOrigin[] {
  const origins: ScriptOrigin[] = [];
  const seen = new Set<ScriptExpression>();
  let steps = 0;

  interface Way {
    readonly place: ScriptPlace;
    /** Members that are still to be taken of the value. */
    readonly rest: readonly string[];
    readonly decoded: (ScriptOrigin & { kind: "env" })["decoded"];
  }

  function add(kind: "generated" | "unknown", line: number, { place }: Way): void {
    origins.push({ kind, path: place.file.path, line });
  }

  function env(name: string, line: number, { place, decoded }: Way): void {
    origins.push({ kind: "env", name, decoded, path: place.file.path, line });
  }

  function follow(value: ScriptExpression, way: Way): void {
    if (steps++ > MAX_STEPS) return;
    const { rest, place } = way;
    switch (value.kind) {
      case "text":
        return void origins.push({
          kind: "literal",
          value: value.value,
          path: place.file.path,
          line: value.line,
        });
      case "either":
        for (const choice of value.choices) follow(choice, way);
        return;
      case "format":
        return value.parts.length === 1 ? follow(value.parts[0]!, way) : add("unknown", value.line, way);
      case "object": {
        const [first = "", ...left] = rest;
        const entry = entryNamed(value, first);
        if (entry !== undefined) return follow(entry, { ...way, rest: left });
        const spread = value.entries.filter(({ key }) => key === null);
        if (rest.length === 0 || spread.length === 0) return add("unknown", value.line, way);
        for (const one of spread) follow(one.value, way);
        return;
      }
      case "name":
        return followName(value, way);
      case "member":
        return follow(value.of, { ...way, rest: [value.name, ...rest] });
      case "call":
        return followCall(value, way);
      case "function":
        return followReturns(value.body, place, way);
      default:
        add("unknown", value.line, way);
    }
  }

  function followName(value: ScriptExpression & { kind: "name" }, way: Way): void {
    const whole = [value.name, ...way.rest].join(".");
    const parts = whole.split(".");
    for (let length = parts.length - 1; length > 0; length--) {
      const variable = parts[length]!;
      if (ENVIRONMENT.test(parts.slice(0, length).join("."))) return env(variable, value.line, way);
    }
    if (seen.has(value) && way.rest.length === 0) return;
    seen.add(value);
    const bound = lookUpScript(project, value.name, way.place);
    for (const one of bound) {
      follow(one.value, { ...way, place: one.place, rest: [...one.rest, ...way.rest] });
    }
    if (bound.length > 0) return;
    // env.JWT_SECRET of a validated environment that comes from a package, c.env.JWT_SECRET
    const last = parts.at(-1)!;
    if (parts.length > 1 && /^env$/i.test(parts.at(-2)!) && /^[A-Z][A-Z0-9_]*$/.test(last)) {
      return env(last, value.line, way);
    }
    const handed = callers(value.name, way.place);
    for (const one of handed) follow(one.value, { ...way, place: one.place });
    if (handed.length === 0) add("unknown", value.line, way);
  }

  /** What a parameter is given by the calls of its function in the same file. */
  function callers(
    name: string,
    place: ScriptPlace,
  ): readonly { value: ScriptExpression; place: ScriptPlace }[] {
    const made = place.file.functions.find((one) => one.body === place.scope);
    const at = made?.parameters.indexOf(name) ?? -1;
    if (made === undefined || at < 0 || made.name === "") return [];
    const last = made.name.split(".").at(-1)!;
    return place.file.calls.filter((one) => one.callee.split(".").at(-1) === last).flatMap(
      ({ call, scope }) => {
        const given = call.positional[at];
        return given === undefined ? [] : [{ value: given, place: { file: place.file, scope } }];
      },
    );
  }

  function followCall(call: ScriptExpression & { kind: "call" }, way: Way): void {
    const { callee, positional } = call;
    const [first, second] = positional;
    const name = scriptName(callee);
    const qualified = name === "" ? "" : qualifyScript(name, way.place.file);
    if (first?.kind === "text" && GETS.test(name) && VARIABLE.test(first.value)) {
      return env(first.value, call.line, way);
    }
    // schema.parse(process.env).X, cleanEnv(process.env, { X: str() }).X, schema.validate(process.env).value.X
    const variable = way.rest[0];
    if (variable !== undefined && positional.some((one) => ENVIRONMENT.test(scriptName(one)))) {
      const inside = VALIDATED.test(variable) ? way.rest[1] : variable;
      return inside === undefined ? add("unknown", call.line, way) : env(inside, call.line, way);
    }
    // dotenv.config().parsed.X
    if (variable === "parsed" && way.rest[1] !== undefined) return env(way.rest[1], call.line, way);
    if (GENERATES.test(qualified)) return add("generated", call.line, way);
    if (/(?:^|\.)Buffer\.from$|(?:^|\.)createSecretKey$/.test(name) && first !== undefined) {
      const encoding = second?.kind === "text" ? second.value : "";
      const decoded = encoding === "base64" || encoding === "base64url" || encoding === "hex"
        ? encoding
        : null;
      return follow(first, { ...way, decoded: decoded ?? way.decoded });
    }
    if (/base64url\.decode$|decodeBase64$|(?:^|\.)atob$/.test(name) && first !== undefined) {
      return follow(first, { ...way, decoded: "base64" });
    }
    if (callee.kind === "member" && UNWRAPS.test(callee.name)) {
      const encoder = callee.of.kind === "call" && scriptName(callee.of.callee) === "TextEncoder";
      return follow(encoder && first !== undefined ? first : callee.of, way);
    }
    const method = name.split(".").at(-1)!;
    if (UNWRAPS.test(method) && name.includes(".")) {
      // encoder.encode(x) takes its argument, x.trim() its object.
      return follow(
        method === "encode" && first !== undefined
          ? first
          : { kind: "name", name: name.slice(0, name.lastIndexOf(".")), line: call.line },
        way,
      );
    }
    if (HANDS_ON.test(name) && first !== undefined) return follow(first, way);
    const made = functionOf(project, callee, way.place);
    const before = origins.length;
    if (made !== null && name !== "") followReturns(made.scope, made, way);
    if (origins.slice(before).some(({ kind }) => kind !== "unknown")) return;
    // requireEnv("JWT_SECRET")
    if (first?.kind === "text" && /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(first.value)) {
      origins.splice(before);
      return env(first.value, call.line, way);
    }
    if (origins.length === before) add("unknown", call.line, way);
  }

  function followReturns(body: string, place: ScriptPlace, way: Way): void {
    const made = place.file.functions.find((one) => one.body === body);
    for (const value of made?.returns ?? []) {
      follow(value, { ...way, place: { file: place.file, scope: body } });
    }
  }

  follow(expression, { place: start, rest: [], decoded: null });
  return origins;
}

/** The text that an expression has in the end; null where it is not known. */
export function followScriptText(
  project: ScriptProject,
  expression: ScriptExpression | undefined,
  place: ScriptPlace,
): string | null {
  if (expression === undefined) return null;
  if (expression.kind === "format") {
    const parts = expression.parts.map((part) => followScriptText(project, part, place));
    return parts.every((part) => part !== null) ? parts.join("") : null;
  }
  for (const origin of followScript(project, expression, place)) {
    if (origin.kind === "literal") return origin.value;
  }
  return null;
}
