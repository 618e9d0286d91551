import { type CallExpression, dottedName, type Expression, partsOf } from "./expression.ts";
import { constantText, literalNames, qualify } from "./names.ts";
import type { Statements } from "./statements.ts";

/** What reads the variable; `helper` is a function of the project, or one that another file of it made. */
export type EnvReader =
  | "os.environ"
  | "os.getenv"
  | "decouple"
  | "django-environ"
  | "environs"
  | "starlette"
  | "python-dotenv"
  | "helper";

/** One place that reads an environment variable by a name that the code spells. */
export interface EnvRead {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  readonly via: EnvReader;
  /** As spelled: `config`, `env.str`, `os.environ`. */
  readonly callee: string;
  /** What stands in where the variable is not set: nothing at all, `None`, a literal or an expression. */
  readonly fallback: "absent" | "none" | "literal" | "expression";
  readonly fallbackValue: Expression | null;
  /** Whether reading fails where the variable is not set. */
  readonly raises: boolean;
  readonly assignedTo: string | null;
  readonly scope: string;
}

type Read = Omit<EnvRead, "assignedTo" | "scope">;

/** Finds out whether an expression itself reads an environment variable. */
export type EnvReading = (expression: Expression) => Read | null;

const MAKERS: Readonly<Record<string, EnvReader>> = {
  "environ.Env": "django-environ",
  "environ.FileAwareEnv": "django-environ",
  "environs.Env": "environs",
  "environs.FileAwareEnv": "environs",
  "decouple.AutoConfig": "decouple",
  "decouple.Config": "decouple",
  "starlette.config.Config": "starlette",
  "starlette.datastructures.Config": "starlette",
  "dotenv.dotenv_values": "python-dotenv",
};

const FUNCTIONS: Readonly<Record<string, EnvReader>> = {
  "decouple.config": "decouple",
  "os.getenv": "os.getenv",
  "os.environ.get": "os.environ",
  "environ.get": "os.environ",
};

/** Names that a project gives to such a function when it comes from another of its files. */
const HELPER =
  /^(?:\w+\.)*(?:env|config|getenv|get_env|get_env_\w+|env_\w+|get_secret)(?:\.(?:str|get|get_value))?$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.]*$/;

interface Instance {
  readonly reader: EnvReader;
  readonly made: CallExpression;
  readonly prefix: string;
}

/** Makes the reading for a file from its imports and from the readers that it makes (`env = environ.Env()`). */
export function envReading(file: Statements): EnvReading {
  const lookUp = literalNames(file.assignments);
  const instances = new Map<string, Instance>();
  const prefixes = new Map<string, string>();
  for (const { target, key, value } of file.assignments) {
    if (target.endsWith(".prefix") && value?.kind === "text") prefixes.set(target.slice(0, -7), value.value);
    if (key !== null || value?.kind !== "call") continue;
    const reader = MAKERS[qualify(dottedName(value.callee) ?? "", file.imports)];
    if (reader !== undefined) instances.set(target, { reader, made: value, prefix: "" });
  }

  function describe(
    options: { via: EnvReader; callee: string; name: Expression | undefined; line: number; raises: boolean },
    fallbackValue: Expression | null,
  ): Read | null {
    const { via, callee, line } = options;
    const plain = options.name === undefined ? null : constantText(options.name, lookUp);
    if (plain === null || !VARIABLE.test(plain)) return null;
    const name = (prefixes.get(callee.split(".")[0] ?? "") ?? "") + plain;
    const fallback = fallbackValue === null ? "absent" : fallbackKind(fallbackValue);
    return {
      name,
      line,
      via,
      callee,
      fallback,
      fallbackValue,
      raises: options.raises && fallback === "absent",
    };
  }

  function fromSchema(instance: Instance, name: Expression | undefined): Expression | null {
    const text = name === undefined ? null : constantText(name, lookUp);
    const entry = text === null ? undefined : instance.made.keywords[text];
    return entry?.kind === "list" ? entry.items[1] ?? null : null;
  }

  function readCall(call: CallExpression): Read | null {
    const callee = dottedName(call.callee);
    if (callee === null) {
      // environ.Env()("X"), dotenv_values(".env").get("X")
      if (call.callee.kind !== "member" && call.callee.kind !== "call") return null;
    }
    const name = call.positional[0];
    const given = call.keywords["default"] ?? null;
    const second = call.positional[1] ?? null;
    const line = call.line;
    if (callee === null) {
      const made = call.callee.kind === "member" ? call.callee.of : call.callee;
      if (made.kind !== "call") return null;
      const maker = dottedName(made.callee) ?? "";
      const via = MAKERS[qualify(maker, file.imports)];
      return via === undefined ? null : describe({ via, callee: maker, name, line, raises: true }, given);
    }
    const qualified = qualify(callee, file.imports);
    const known = FUNCTIONS[qualified];
    if (known !== undefined) {
      return describe({ via: known, callee, name, line, raises: known === "decouple" }, given ?? second);
    }
    const dot = callee.lastIndexOf(".");
    const method = dot < 0 ? "" : callee.slice(dot + 1);
    const instance = instances.get(callee) ?? (dot < 0 ? undefined : instances.get(callee.slice(0, dot)));
    if (instance !== undefined) {
      const positional = method === "" && instance.reader !== "decouple" ? null : second;
      const fallback = given ?? positional ?? fromSchema(instance, name);
      const raises = instance.reader !== "python-dotenv";
      return describe({ via: instance.reader, callee, name, line, raises }, fallback);
    }
    if (
      !HELPER.test(callee) || file.functions.some((one) => one.name === callee && one.parameters.length === 0)
    ) {
      return null;
    }
    return describe(
      { via: "helper", callee, name, line, raises: false },
      given ?? (method === "get" ? second : null),
    );
  }

  return (expression) => {
    if (expression.kind === "call") return readCall(expression);
    if (expression.kind !== "subscript") return null;
    const callee = dottedName(expression.of);
    if (callee === null) return null;
    const via = qualify(callee, file.imports) === "os.environ" ? "os.environ" : instances.get(callee)?.reader;
    if (via === undefined) return null;
    return describe({ via, callee, name: expression.key, line: expression.line, raises: true }, null);
  };
}

/** All reads of a file, in the order they stand. */
export function readEnvironment(file: Statements, reading: EnvReading): readonly EnvRead[] {
  const reads: EnvRead[] = [];
  for (const { expression, assignedTo, scope } of file.standing) {
    const pending: Expression[] = [expression];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const read = reading(next);
      if (read !== null) reads.push({ ...read, assignedTo, scope });
      pending.push(...partsOf(next).toReversed());
    }
  }
  return reads;
}

function fallbackKind(value: Expression): EnvRead["fallback"] {
  if (value.kind === "none") return "none";
  return value.kind === "text" || value.kind === "number" || value.kind === "boolean"
    ? "literal"
    : "expression";
}
