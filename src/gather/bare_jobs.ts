import type { BareJobFact, CiKind } from "../rules/facts.ts";
import type { Place } from "../source/deploy/place.ts";
import type { PlaceContext } from "./place_context.ts";
import { judgePlace } from "./place_facts.ts";

/** The backends whose every test and command reads all settings; what a script of Node reads is its own affair. */
const READS_ALL: ReadonlySet<string> = new Set(["django_simplejwt", "fastapi", "flask_jwt_extended"]);
/** What starts such an application or its tests; not what installs them, and nothing in a container. */
const STARTS = new RegExp(
  String.raw`(?:^|&&|;)[ \t]*(?:\w+=\S*[ \t]+)*(?:(?:uv|poetry|pipenv|pdm|hatch|rye)[ \t]+run[ \t]+)?` +
    String.raw`(?:coverage[ \t]+run[ \t]+)?(?:python3?[ \t]+)?(?:-m[ \t]+)?` +
    String.raw`(?:manage\.py[ \t]+\w|py\.?test\b|alembic[ \t]+upgrade)`,
  "m",
);

/** Jobs of CI that start the application or its tests where the file gives none of its settings, each once. */
export function bareJobs(
  places: readonly Place[],
  given: readonly Pick<BareJobFact, "path" | "line">[],
  context: PlaceContext,
): readonly BareJobFact[] {
  if (!READS_ALL.has(context.project.backend.id)) return [];
  const known = new Set(given.map(({ path, line }) => `${path}:${line}`));
  const found = new Map<string, BareJobFact>();
  for (const place of places) {
    const at = `${place.path}:${place.line}`;
    if (known.has(at) || place.files.length > 0 || !place.runs.some((run) => STARTS.test(run))) continue;
    const judged = judgePlace(place as Place<CiKind>, context);
    if (judged === null || judged.fact.unseen.length > 0) continue;
    const { path, line, kind, name, role } = judged.fact;
    found.set(at, { path, line, kind, name, role });
  }
  return [...found.values()];
}
