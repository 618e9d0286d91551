import { nameOf } from "../backends/paths.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import type { Host } from "../io/host.ts";
import type { BareJobFact, CiFact, CiKind, GivenFact, Learned } from "../rules/facts.ts";
import type { Handed, Place } from "../source/deploy/place.ts";
import { bareJobs } from "./bare_jobs.ts";
import { isReadable } from "./choose_env_file.ts";
import { allEnvFiles } from "./env_values.ts";
import { type PlaceContext, placeContext } from "./place_context.ts";
import { handedOf, judgePlace } from "./place_facts.ts";
import type { Project } from "./project.ts";
import { projectFiles } from "./project_files.ts";
import { readCi } from "./read_descriptors.ts";
import { shownPath } from "./shown_path.ts";

/** More jobs than a report is read for. */
const MOST_JOBS = 200;
/** What runs before the tests of a project. */
const SET_UP =
  /(?:^|\/)(?:conftest\.py|(?:settings|config)[/_](?:tests?|testing|ci)\.py|(?:tests?|testing|ci)[_/]settings\.py|(?:jest|vitest)[.\w-]*setup[\w.-]*\.[cm]?[jt]s|(?:setup|global)-?(?:tests?|jest|vitest|setup)\.[cm]?[jt]s|(?:__)?tests?(?:__)?\/(?:[\w-]*setup[\w-]*|__init__)\.(?:py|[cm]?[jt]s))$/i;

/** What CI gives the application; reads files alone. */
export function gatherCi(host: Pick<Host, "files">, project: Project): Learned<CiFact> {
  const around = projectFiles(host.files, project);
  const context = placeContext(host.files, project, around);
  const { jwt, session } = project.names;
  const { places, files, unread } = readCi(around, [jwt, ...(session === null ? [] : [session])]);
  const own = files.length === 0 ? [] : envFilePlaces(host, context);
  const judged = [...places, ...own].flatMap((place) => {
    const judged = judgePlace(place as Place<CiKind>, context);
    return judged === null || !judged.isGiven
      ? []
      : [{ ...judged.fact, emptyForForks: isEmptyForForks(place, jwt, judged.fact.jwt) }];
  });
  const bare = bareJobs(places, judged, context);
  const inTests = bare.length > 0 || judged.some((job) => job.jwt === null) ? setInTests(context) : null;
  const jobs = [...Map.groupBy(judged, ({ path, line }) => `${path}:${line}`).values()].flatMap((steps) => {
    const worst = steps.find((step) => step.jwt === null && step.unseen.length === 0) ??
      steps.find((step) => step.jwt === null) ?? steps.find(({ emptyForForks }) => emptyForForks) ?? steps[0];
    return worst === undefined
      ? []
      : [worst.jwt === null && inTests !== null ? { ...worst, jwt: inTests } : worst];
  });
  return {
    known: true,
    value: {
      files: files.slice(0, MOST_JOBS),
      jobs: inOrder(jobs),
      ...(bare.length === 0 || inTests !== null ? {} : { bare: inOrder(bare) }),
      unread,
    },
  };
}

/** Env files of CI and of tests, as far as git may hold them: `.env.ci`, `.env.test`. */
function envFilePlaces(
  { files }: Pick<Host, "files">,
  { project }: PlaceContext,
): readonly Place<"env file">[] {
  const { jwt, session } = project.names;
  return allEnvFiles(project).filter((path) => CI_FILE.test(nameOf(path)) && !project.envFiles.includes(path))
    .slice(0, MOST_JOBS).flatMap((path): readonly Place<"env file">[] => {
      if (!isReadable(files, path)) return [];
      const bytes = files.read(path);
      const dialect = dialectForFile(project.dialect, path);
      const variables = [jwt, session ?? jwt].flatMap((name): readonly Handed[] => {
        const reading = dialect.read(bytes, name, {});
        return reading.outcome === "value"
          ? [{ name, line: reading.line, value: { kind: "text", text: reading.value } }]
          : [];
      });
      return [{
        path: shownPath(project, path),
        line: 1,
        kind: "env file",
        name: nameOf(path),
        role: "job",
        variables,
        files: [],
        stores: [],
        runs: [],
      }];
    });
}

const CI_FILE = /(?:^|[._-])(?:ci|tests?|testing|e2e)(?:[._-]|$)(?!.*(?:example|sample|template|dist))/i;

/** A fork and Dependabot get no secrets; what is not a secret, or has a default, they get. */
function isEmptyForForks(place: Place, name: string, given: GivenFact | null): boolean {
  return place.runsForPullRequests === true && given?.from === "secret" &&
    handedOf(name, place)?.value.kind === "secret";
}

/** Where the set-up of the tests gives the key: such jobs need none. */
function setInTests({ project: { tree, names: { jwt } } }: PlaceContext): GivenFact | null {
  const name = jwt.replaceAll(/[^\w]/g, "\\$&");
  const set = new RegExp(
    `environ(?:\\.setdefault\\(\\s*|\\[)["']${name}["']\\s*(?:\\]\\s*=(?!=)|,)|process\\.env(?:\\.${name}|\\[["']${name}["']\\])\\s*(?:\\?\\?|\\|\\|)?=(?!=)|^${name}\\s*=\\s*["'f(]`,
  );
  for (const path of tree.paths) {
    if (!SET_UP.test(path) || !/\.(?:py|[cm]?[jt]s)$/.test(nameOf(path))) continue;
    const text = tree.text(path) ?? "";
    if (!text.includes(jwt)) continue;
    const index = text.split(/\r?\n/).findIndex((row) => row.length < 4096 && set.test(row));
    if (index >= 0) return { path, line: index + 1, from: "text" };
  }
  return null;
}

function inOrder<Job extends BareJobFact>(jobs: readonly Job[]): readonly Job[] {
  return jobs.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line).slice(
    0,
    MOST_JOBS,
  );
}
