import type { Evidence } from "../rules/rule.ts";

/** Where something was seen, for a person: `.env:13`, `output line 121`; empty where no place is known. */
export function evidencePlace({ path, line }: Evidence): string {
  if (path === undefined) return line === undefined ? "" : `output line ${line}`;
  return line === undefined ? path : `${path}:${line}`;
}
