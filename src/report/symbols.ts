import type { Finding, Outcome } from "../rules/rule.ts";
import type { Style } from "./format.ts";

const SYMBOLS = {
  "pass": { unicode: "✓", ascii: "ok", color: 32 },
  "fail": { unicode: "✗", ascii: "FAIL", color: 31 },
  "unknown": { unicode: "?", ascii: "??", color: 33 },
  "not-applicable": { unicode: "–", ascii: "-", color: 90 },
} as const satisfies Record<Outcome, { unicode: string; ascii: string; color: number }>;

const WARNING = { unicode: "!", ascii: "warn", color: 33 } as const;

/** The symbol of a finding, padded to one width; a failing warning has a symbol of its own. */
export function symbolOf(finding: Pick<Finding, "outcome" | "severity">, style: Style): string {
  const warning = finding.outcome === "fail" && finding.severity !== "error";
  const { unicode, ascii, color } = warning ? WARNING : SYMBOLS[finding.outcome];
  return paint(style.unicode ? unicode : ascii.padEnd(4), color, style);
}

/** The text in an ANSI colour where colour is wanted. */
export function paint(text: string, color: number, style: Style): string {
  return style.color ? `\x1b[${color}m${text}\x1b[0m` : text;
}
