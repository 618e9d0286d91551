/**
 * Judges a key that signs JSON Web Tokens by the rules that every Keysplit command uses, and reads a `.env` as
 * each of the loaders does that it knows.
 *
 * @example Refuse to start with a weak key
 * ```ts
 * import { judgeKey } from "@keysplit/keysplit";
 *
 * const key = new TextEncoder().encode("your-256-bit-secret");
 * const failing = judgeKey(key, { policy: "strict" }).filter(({ outcome }) => outcome === "fail");
 *
 * if (!failing.some(({ rule }) => rule === "key-strong")) throw new Error("It is public: it must fail");
 * ```
 *
 * @module
 */
export { type Dialect, DIALECTS, type Reading } from "./src/env/mod.ts";
export { readEnv, type ReadEnvOptions } from "./src/env/read_env.ts";
export { judgeKey, type JudgeKeyOptions } from "./src/judge_key.ts";
export { type TokenFault, tokenFaults, type TokenFaultsOptions } from "./src/token_faults.ts";
export { type WhichKey, whichKey } from "./src/which_key.ts";
export type { KeyVariant } from "./src/rules/key_variant.ts";
export type { PolicyName } from "./src/policy.ts";
export type { Evidence, Finding, Outcome, Remedy, Severity } from "./src/rules/rule.ts";
