import { findLine } from "./find.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";

const RELOAD = /Handling signal: hup|Hang up: Master/;
const REQUEST =
  /^(?:.{0,60}?)(\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f:]{3,40}\]?)(?::\d{1,5})? .{0,80}?"(GET|POST|PUT|PATCH|DELETE) (\/[^\s"?]{0,300})\S{0,300} HTTP\/[\d.]{1,3}" (\d{3})\b/;
const SIGNS_IN = /(?:log-?in|sign-?in|token|session|refresh|jwt\/create)\/?$/i;
/** Turns from accepted to refused and back before one is believed. */
const TURNS = 4;

/** Causes that come up after a change of key, in a process that did not take it over as one. */
export const ROTATION_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "reload-ended-service",
    title: "A reload ended the service",
    rule: null,
    not: "A crash of its own: the workers were told to load the settings again, and could not",
    why:
      "On HUP gunicorn starts new workers with the settings as they are now. Where these cannot be loaded, it does " +
      "not go back to the old ones: the master ends too",
    remedy: {
      text: "Mend the cause that stands above it, then start the service; check before every reload",
      commands: ["deno task startup {project}"],
    },
    find: findEndAfterReload,
  },
  {
    cause: "key-not-reloaded",
    title: "The reload kept the old key",
    rule: "running-process-current",
    not: "A wrong key in the file: the process has not read it again",
    why:
      "With --preload gunicorn loads the settings once, in its master; HUP renews the workers, which inherit them. " +
      "Only a full restart reads the new key",
    remedy: { text: "Stop the service and start it", commands: ["deno task login {project}"] },
    find: (seen) =>
      findLine(seen, /\bgunicorn\b.{0,500}--preload\b|preload_app\s{0,4}[:=]\s{0,4}True/) === null
        ? null
        : findLine(seen, RELOAD),
  },
  {
    cause: "workers-disagree",
    title: "Some workers accept a token and others refuse it",
    rule: "workers-agree",
    not: "An expired token, which is refused from then on, and not in turns",
    why:
      "Workers that were started at different times have different keys: the file was changed, and only those that " +
      "were started again since have read it",
    remedy: {
      text: "Restart the whole service, not single workers",
      commands: ["deno task login {project}"],
    },
    find: findTurns,
  },
];

function findEndAfterReload(seen: Seen): Sighting | null {
  const reload = findLine(seen, RELOAD);
  if (reload === null) return null;
  const end = findLine(seen, /Worker failed to boot|App failed to load/);
  return end !== null && end.line > reload.line ? end : null;
}

/** One client asks for one path, and is accepted and refused in turns without signing in between. */
function findTurns(seen: Seen): Sighting | null {
  if (seen.kind === "http") return null;
  const states = new Map<string, { readonly accepted: boolean; readonly turns: number }>();
  let number = 0;
  for (const line of seen.text.split("\n")) {
    number += 1;
    const [, client = "", , path = "", status = ""] = REQUEST.exec(line.slice(0, 1000)) ?? [];
    if (client === "") continue;
    if (SIGNS_IN.test(path)) {
      for (const key of states.keys()) if (key.startsWith(`${client} `)) states.delete(key);
      continue;
    }
    const accepted = /^2/.test(status);
    if (!accepted && status !== "401" && status !== "422") continue;
    const key = `${client} ${path}`;
    const before = states.get(key);
    const turns = (before?.turns ?? 0) + (before !== undefined && before.accepted !== accepted ? 1 : 0);
    if (turns >= TURNS) return { line: number, text: line.trim().slice(0, 1000) };
    if (states.size < 10_000) states.set(key, { accepted, turns });
  }
  return null;
}
