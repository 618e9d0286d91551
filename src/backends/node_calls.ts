import {
  entryNamed,
  type ScriptCall,
  type ScriptExpression,
  type ScriptFile,
  scriptName,
} from "../source/javascript.ts";
import { qualifyScript } from "./script_modules.ts";

/** A call that signs or checks a JWT, or that gives a plugin the key to do so. */
export interface NodeJwtCall {
  readonly operation: "sign" | "verify" | "configure";
  readonly key: ScriptExpression;
  readonly algorithm: ScriptExpression | undefined;
  /** How a person would find it: `jwt.sign`, `SignJWT.sign`. */
  readonly verb: string;
  readonly scope: string;
  readonly line: number;
}

/** Functions by their package: where the key stands among the arguments. */
const SIGNS: Readonly<Record<string, number>> = {
  "jsonwebtoken.sign": 1,
  "hono/jwt.sign": 1,
  "hono/utils/jwt/jwt.sign": 1,
  "hono/utils.Jwt.sign": 1,
  "jwt-simple.encode": 1,
  "@tsndr/cloudflare-worker-jwt.sign": 1,
  "fast-jwt.createSigner": 0,
};
const VERIFIES: Readonly<Record<string, number>> = {
  "jsonwebtoken.verify": 1,
  "jose.jwtVerify": 1,
  "hono/jwt.verify": 1,
  "hono/utils/jwt/jwt.verify": 1,
  "jwt-simple.decode": 1,
  "@tsndr/cloudflare-worker-jwt.verify": 1,
};
/** Packages whose function or plugin is given `{ secret }`. */
const CONFIGURES =
  /^(?:@fastify\/jwt|fastify-jwt|express-jwt|koa-jwt|hono\/jwt|@nestjs\/jwt|@elysiajs\/jwt|passport-jwt)(?:\.|$)/;

/** Asked of every route: found once for each file. */
const known = new WeakMap<ScriptFile, readonly NodeJwtCall[]>();

/** Finds the calls of the JWT libraries. */
export function nodeJwtCalls(file: ScriptFile): readonly NodeJwtCall[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const found = findCalls(file);
  known.set(file, found);
  return found;
}

function findCalls(file: ScriptFile): readonly NodeJwtCall[] {
  const found: NodeJwtCall[] = [];
  for (const { call, callee, scope, line } of file.calls) {
    const [first, second, third] = call.positional;
    const joseKey = joseSigned(file, call, callee);
    if (joseKey !== null) {
      if (first !== undefined) {
        found.push({
          operation: "sign",
          key: first,
          algorithm: joseKey.algorithm,
          verb: "SignJWT.sign",
          scope,
          line,
        });
      }
      continue;
    }
    // promisify(jwt.sign)(payload, key)
    const inner = call.callee.kind === "call" ? scriptName(call.callee.positional[0]) : "";
    const name = qualifyScript(callee || inner, file);
    const verb = callee || inner;
    const signs = SIGNS[name];
    const verifies = VERIFIES[name] ?? (/(?:^|\.)jwtVerify$/.test(name) ? 1 : undefined);
    if (signs !== undefined && !call.made) {
      const key = signs === 0 ? entryNamed(first, "key") : call.positional[signs];
      const options = signs === 0 ? first : third;
      const algorithm = entryNamed(options, "algorithm") ?? (options?.kind === "text" ? options : undefined);
      if (key !== undefined) found.push({ operation: "sign", key, algorithm, verb, scope, line });
    } else if (verifies !== undefined) {
      const key = call.positional[verifies];
      const listed = entryNamed(third, "algorithms");
      const algorithm = listed?.kind === "list" ? listed.items[0] : undefined;
      if (key !== undefined) found.push({ operation: "verify", key, algorithm, verb, scope, line });
    } else {
      const configured = configuration(file, call, name);
      if (configured !== null) found.push({ operation: "configure", ...configured, verb, scope, line });
      else if (/\.sign(?:Async)?$/.test(callee) && second !== undefined) {
        // jwtService.sign(payload, { secret })
        const key = entryNamed(second, "secret");
        if (key !== undefined) {
          found.push({
            operation: "sign",
            key,
            algorithm: entryNamed(second, "algorithm"),
            verb,
            scope,
            line,
          });
        }
      }
    }
  }
  return found;
}

/** `new SignJWT(…).setProtectedHeader({ alg }).sign(key)`, also where the builder has a name; null for another call. */
function joseSigned(
  file: ScriptFile,
  call: ScriptCall,
  callee: string,
): { readonly algorithm: ScriptExpression | undefined } | null {
  if (call.callee.kind === "member" && call.callee.name === "sign") return builderOf(call.callee.of);
  if (!callee.endsWith(".sign")) return null;
  const name = callee.slice(0, -5);
  for (const { name: bound, value } of file.bindings) {
    const builder = bound === name ? builderOf(value) : null;
    if (builder !== null) return builder;
  }
  return null;
}

function builderOf(
  expression: ScriptExpression,
): { readonly algorithm: ScriptExpression | undefined } | null {
  let algorithm: ScriptExpression | undefined;
  for (let at = expression;;) {
    if (at.kind !== "call") return null;
    if (at.made) return /(?:^|\.)SignJWT$/.test(scriptName(at.callee)) ? { algorithm } : null;
    if (at.callee.kind !== "member") return null;
    if (at.callee.name === "setProtectedHeader") algorithm = entryNamed(at.positional[0], "alg");
    at = at.callee.of;
  }
}

/** `fastify.register(jwt, { secret })`, `expressjwt({ secret, algorithms })`, `new Strategy({ secretOrKey })`. */
function configuration(
  file: ScriptFile,
  call: ScriptCall,
  name: string,
): Pick<NodeJwtCall, "key" | "algorithm"> | null {
  const [first, second] = call.positional;
  const registers = name.endsWith(".register") && (CONFIGURES.test(qualifyScript(scriptName(first), file)) ||
    first?.kind === "call" && /jwt/i.test(JSON.stringify(first)));
  const options = registers ? second : CONFIGURES.test(name) ? first : undefined;
  const key = entryNamed(options, "secret") ?? entryNamed(options, "secretOrKey");
  if (key === undefined) return null;
  const listed = entryNamed(options, "algorithms");
  const algorithm = listed?.kind === "list"
    ? listed.items[0]
    : entryNamed(options, "alg") ?? entryNamed(entryNamed(options, "sign"), "algorithm");
  return { key, algorithm };
}
