import type { Expression } from "./expression.ts";
import { qualify } from "./names.ts";
import type { Statements } from "./statements.ts";

/** A call that signs or checks a JWT, or that gives a library the key to do so. */
export interface JwtCall {
  readonly operation: "sign" | "verify" | "configure";
  readonly library: "pyjwt" | "python-jose" | "authlib" | "joserfc" | "fastapi-users" | "fastapi-jwt";
  /** Null where the call names no key. */
  readonly key: Expression | null;
  /** `algorithm`, or the list of `algorithms`. */
  readonly algorithm: Expression | null;
  readonly scope: string;
  readonly line: number;
}

const LIBRARIES: readonly (readonly [prefix: string, library: JwtCall["library"], keyAt: number])[] = [
  ["jose.jwt.", "python-jose", 1],
  ["authlib.jose.jwt.", "authlib", 2],
  ["joserfc.jwt.", "joserfc", 2],
  ["jwt.", "pyjwt", 1],
];

/** A map, because a call of `toString` or `constructor` is in every object. */
const CONFIGURES: ReadonlyMap<string, readonly [library: JwtCall["library"], keyword: string]> = new Map([
  ["JWTStrategy", ["fastapi-users", "secret"]],
  ["JwtAccessBearer", ["fastapi-jwt", "secret_key"]],
  ["JwtAccessBearerCookie", ["fastapi-jwt", "secret_key"]],
]);

/** Finds the calls of the JWT libraries. */
export function readJwtCalls(file: Statements): readonly JwtCall[] {
  const found: JwtCall[] = [];
  for (const { call, callee, scope, line } of file.calls) {
    const name = qualify(callee, file.imports);
    const last = name.slice(name.lastIndexOf(".") + 1);
    const configured = CONFIGURES.get(last);
    if (configured !== undefined) {
      const [library, keyword] = configured;
      const key = call.keywords[keyword] ?? call.positional[0] ?? null;
      found.push({
        operation: "configure",
        library,
        key,
        algorithm: call.keywords["algorithm"] ?? null,
        scope,
        line,
      });
      continue;
    }
    if (last !== "encode" && last !== "decode") continue;
    const known = LIBRARIES.find(([prefix]) => name === prefix + last);
    if (known === undefined) continue;
    const [, library, at] = known;
    const keyAt = last === "encode" ? at : 1;
    const algorithm = call.keywords[last === "encode" ? "algorithm" : "algorithms"] ?? null;
    found.push({
      operation: last === "encode" ? "sign" : "verify",
      library,
      key: call.keywords["key"] ?? call.positional[keyAt] ?? null,
      algorithm: algorithm ?? (at === 1 ? call.positional[2] ?? null : null),
      scope,
      line,
    });
  }
  return found;
}
