/**
 * A policy is numbers and lists that the rules compare with. The presets come from four documents that ask
 * for different things; a project chooses one by name.
 */

/** Where a policy names an alphabet, a key must keep to it. */
export type PolicyAlphabet = "any" | "base64url";

/** What a key, its file and its rotation have to satisfy. */
export interface Policy {
  readonly name: PolicyName;
  readonly title: string;
  /** Least number of Unicode characters; 0 where only bytes count. */
  readonly minCharacters: number;
  /** Least number of bytes by MAC (RFC 7518 §3.2: no shorter than the hash). */
  readonly minBytes: { readonly HS256: number; readonly HS384: number; readonly HS512: number };
  readonly alphabet: PolicyAlphabet;
  /** Forbidden anywhere in the key, in any case. */
  readonly forbidden: readonly string[];
  /** Least number of random bytes that `generate` may be asked for. */
  readonly minGenerated: number;
  /** Whether the file must be closed to everybody else, as an error. */
  readonly privateFile: boolean;
  /** Days between rotations by environment. */
  readonly rotationDays: {
    readonly development: number;
    readonly staging: number;
    readonly production: number;
  } | null;
  /** Hours in which the previous key may go on verifying. */
  readonly graceHours: number | null;
}

/** The names of the presets. */
export type PolicyName = "separation" | "strict" | "minimum" | "file";

const RFC_7518 = { HS256: 32, HS384: 48, HS512: 64 } as const;
const QUARTERLY = { development: 90, staging: 90, production: 90 } as const;

/** The presets by name; `separation` is the default. */
export const POLICIES: Readonly<Record<PolicyName, Policy>> = {
  separation: {
    name: "separation",
    title: "a key of its own, at least 50 characters",
    minCharacters: 50,
    minBytes: RFC_7518,
    alphabet: "any",
    forbidden: [],
    minGenerated: 48,
    privateFile: false,
    rotationDays: QUARTERLY,
    graceHours: 24,
  },
  strict: {
    name: "strict",
    title: "at least 64 characters of A-Z a-z 0-9 - _, none of six patterns",
    minCharacters: 64,
    minBytes: RFC_7518,
    alphabet: "base64url",
    forbidden: ["jwt-secret-change-me", "your-jwt-secret-key", "secret", "password", "123456", "changeme"],
    minGenerated: 48,
    privateFile: false,
    rotationDays: { development: 30, staging: 90, production: 180 },
    graceHours: 48,
  },
  minimum: {
    name: "minimum",
    title: "at least 32 bytes",
    minCharacters: 0,
    minBytes: { HS256: 32, HS384: 32, HS512: 32 },
    alphabet: "any",
    forbidden: [],
    minGenerated: 32,
    privateFile: false,
    rotationDays: null,
    graceHours: null,
  },
  file: {
    name: "file",
    title: "at least 32 bytes as 43 base64url characters, in a file of mode 0600",
    minCharacters: 43,
    minBytes: { HS256: 32, HS384: 32, HS512: 32 },
    alphabet: "base64url",
    forbidden: [],
    minGenerated: 32,
    privateFile: true,
    rotationDays: QUARTERLY,
    graceHours: 24,
  },
};

/** The least characters of a key of ASCII: the policy's own, or the bytes of the MAC where those are more. */
export function leastLength({ minCharacters, minBytes }: Policy, algorithm: string): number {
  const mac = Object.hasOwn(minBytes, algorithm) ? algorithm as keyof typeof minBytes : "HS256";
  return Math.max(minCharacters, minBytes[mac]);
}
