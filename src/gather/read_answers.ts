import type { HttpAnswer } from "../io/host.ts";
import { FAULT_WORDS, tokenFaults } from "../token_faults.ts";

/** What a URL answers to no token, to garbage and to the genuine token. */
export type Controls = Readonly<Record<"none" | "garbage" | "good", HttpAnswer>>;

/** Statuses that a good token may get behind authentication: the request is wrong, and its sender is known. */
const BEHIND = [400, 404, 405, 409, 415, 422];

/** Whether the answer lets the token in. A 405 comes after that: the token is good, GET is not offered. */
export function isAccepted({ status }: HttpAnswer): boolean {
  return (status >= 200 && status < 300) || status === 405;
}

/** The same by the difference from the controls: what the genuine token gets, and neither of the others. */
export function isAcceptedThere(answer: HttpAnswer, { none, garbage, good }: Controls): boolean {
  if (isAccepted(answer)) return true;
  const { status } = good;
  const differs = status !== none.status && status !== garbage.status;
  return answer.status === status && differs && BEHIND.includes(status);
}

/**
 * Whether the answer refuses the token as a token. A throttle (429), a crash (500) or a redirect refuses nothing:
 * only what garbage got, 401 and 403 do.
 */
export function isRefused({ status }: HttpAnswer, { garbage }: Pick<Controls, "garbage">): boolean {
  return status === garbage.status || status === 401 || status === 403;
}

/** Why nothing is proven at a URL; null where no token and garbage are refused and the genuine one is not. */
export function problemOf(url: string, token: string, controls: Controls): string | null {
  const { none, garbage, good } = controls;
  if (isAccepted(none)) {
    return isAccepted(garbage)
      ? `${url} answers ${none.status} without any token, and ${garbage.status} to garbage: it tells nothing`
      : `${url} answers ${none.status} without any token`;
  }
  if (isAccepted(garbage)) return `${url} answers ${garbage.status} to garbage`;
  // A crash hides whether a forged token was let in before it.
  if (garbage.status >= 500) return `${url} answers ${garbage.status} to garbage, which refuses no token`;
  if (isAcceptedThere(good, controls)) return null;
  // By the clock of the server, which tells whole seconds, and not by this machine's.
  const at = new Date((dateOf(good) ?? NaN) * 1000);
  const faults = tokenFaults(token, { at, leeway: 1 }).map((fault) => FAULT_WORDS[fault]);
  return [`${url} refuses the genuine token (${good.status})`, ...faults].join(": ");
}

/** The server's own clock, in seconds since 1970; null where the answer does not tell. */
export function dateOf({ headers }: HttpAnswer): number | null {
  const date = Date.parse(headers.find(([name]) => name === "date")?.[1] ?? "");
  return Number.isNaN(date) ? null : date / 1000;
}
