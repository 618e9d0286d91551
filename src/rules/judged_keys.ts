import type { Assigned, EnvFileFact, Facts, Relation } from "./facts.ts";

/** A key that the rules judge: where it stands, and how it relates to the session key. */
export interface JudgedKey {
  readonly assigned: Assigned;
  readonly relation: Relation | null;
}

/** The env files that are there, or none where they could not be read. */
export function presentFiles(facts: Facts): readonly EnvFileFact[] {
  return facts.envFiles?.known ? facts.envFiles.value.filter((file) => file.exists) : [];
}

/**
 * The keys to judge: what each env file assigns, or what the process has where no file assigns one. Empty
 * ones are left out: `key-present` alone speaks of those.
 */
export function judgedKeys(facts: Facts): readonly JudgedKey[] {
  const files = presentFiles(facts).filter((file) => file.jwtKey !== null);
  if (files.length > 0) {
    return files.flatMap(({ jwtKey, relation }) =>
      jwtKey && jwtKey.key.characters > 0 ? [{ assigned: jwtKey, relation }] : []
    );
  }
  if (!facts.process?.known) return [];
  const { jwtKey, relation } = facts.process.value;
  return jwtKey && jwtKey.key.characters > 0 ? [{ assigned: jwtKey, relation }] : [];
}
