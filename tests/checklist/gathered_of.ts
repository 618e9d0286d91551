import type { Gathered } from "../../src/checklist/gathered.ts";
import { NO_STATEMENTS } from "../../src/checklist/statements.ts";
import type { EnvFileFact, Facts, Measurement } from "../../src/rules/facts.ts";

/** A key that passes every rule. */
export function measured(fingerprint: string | null): Measurement {
  return {
    characters: 86,
    bytes: 86,
    alphabet: "base64url",
    weakness: fingerprint === null ? { kind: "known", how: "same" } : null,
    forbidden: [],
    guessBits: 500,
    fingerprint,
  };
}

/** An env file with a JWT key and a session key of these fingerprints. */
export function envFile(
  path: string,
  { jwt, session = null }: { readonly jwt: string | null; readonly session?: string | null },
): EnvFileFact {
  return {
    path,
    exists: true,
    mode: 0o600,
    git: { known: true, value: { state: "work-tree", tracked: false, ignored: true } },
    jwtKey: { path, line: 2, key: measured(jwt) },
    sessionKey: session === null ? null : { path, line: 1, key: measured(session) },
    relation: "unrelated",
    agrees: true,
    unreadable: null,
  };
}

/** What is gathered of a service with these env files. */
export function gatheredOf(
  name: string,
  files: readonly EnvFileFact[],
  { environment = null, facts = {}, commit = "0123abcd" }: {
    readonly environment?: string | null;
    readonly facts?: Partial<Facts>;
    readonly commit?: string | null;
  } = {},
): Gathered {
  return {
    scope: {
      name,
      project: name,
      recognised: null,
      commit: commit === null ? null : { id: commit, clean: true },
      environment,
      gathered: "2026-11-21T10:00:00Z",
    },
    policy: "separation",
    facts: {
      project: name,
      root: name,
      names: { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" },
      sessionAssumed: false,
      algorithm: "HS256",
      modes: true,
      loadsNoFile: false,
      envFiles: { known: true, value: files },
      process: {
        known: true,
        value: { jwtKey: null, sessionKey: null, relation: null, sameAsFile: null, wins: null },
      },
      ...facts,
    },
    statements: NO_STATEMENTS,
    digests: { files: "0".repeat(64), key: null },
    timeline: null,
  };
}
