import type { HttpAnswer } from "../io/host.ts";
import type { LoginRemark } from "../rules/facts.ts";
import { isSameServer, pathOf } from "./backend_http.ts";
import type { Redact } from "./causes.ts";

/** What a person has to know of an answer beside its status: what was not followed, not read, or asked for. */
export function remarksOn(base: string, answer: HttpAnswer, redact: Redact): readonly LoginRemark[] {
  const header = (wanted: string) => answer.headers.find(([name]) => name === wanted)?.[1] ?? null;
  const to = answer.status >= 300 && answer.status < 400 ? redirected(base, header("location")) : null;
  const encoding = isCompressed(answer) ? header("content-encoding") : null;
  const wait = waitOf(header("retry-after"), header("date"));
  return [
    ...(to === null ? [] : [{ kind: "redirect" as const, ...to, to: short(redact(to.to)) }]),
    ...(encoding === null ? [] : [{ kind: "compressed" as const, encoding: short(redact(encoding)) }]),
    ...(answer.truncated ? [{ kind: "cut" as const }] : []),
    ...(wait === null ? [] : [{ kind: "retry-after" as const, seconds: wait }]),
  ];
}

/** Whether the body is packed, although nobody asked for a packed one. */
export function isCompressed({ headers }: HttpAnswer): boolean {
  const encoding = headers.find(([name]) => name === "content-encoding")?.[1] ?? "";
  return !/^(?:identity)?$/i.test(encoding.trim());
}

function redirected(
  base: string,
  location: string | null,
): { readonly to: string; readonly leads: "within" | "elsewhere" } | null {
  const target = location === null ? null : URL.parse(location, `${base}/`);
  if (target === null) return null;
  return isSameServer(base, target.href)
    ? { to: pathOf(base, target.href), leads: "within" }
    : { to: target.origin === "null" ? target.protocol : target.origin, leads: "elsewhere" };
}

/** Seconds to wait: `Retry-After` holds them, or a date, which the server's own clock tells apart from now. */
function waitOf(retryAfter: string | null, date: string | null): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter);
  const seconds = Math.ceil((Date.parse(retryAfter) - Date.parse(date ?? "")) / 1000);
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

/** A text of the server's, which chose how long it is. */
export function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
