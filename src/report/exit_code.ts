import type { ErrorCode } from "../errors.ts";
import type { Finding } from "../rules/rule.ts";

/** The exit codes of the command contract. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

const BY_ERROR = {
  "usage": 2,
  "nothing-there": 2,
  "configuration": 2,
  "permission": 2,
  "platform": 2,
  "unreadable": 3,
  "unreachable": 3,
  "not-known": 3,
  "refused-edit": 1,
  "changed-on-disk": 1,
  "write-failed": 1,
  "stopped": 4,
  "nobody-to-ask": 4,
  "defect": 5,
} as const satisfies Record<ErrorCode, ExitCode>;

/** Every code that an error can have. */
export const ERROR_CODES = Object.keys(BY_ERROR) as readonly ErrorCode[];

/** The exit code of an error. */
export function exitCodeOfError(code: ErrorCode): ExitCode {
  return BY_ERROR[code];
}

/** The exit code of findings: 1 when a rule of severity error fails, else 3 when one is unknown, else 0. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 3 {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.some((finding) => finding.outcome === "fail")) return 1;
  return errors.some((finding) => finding.outcome === "unknown") ? 3 : 0;
}
