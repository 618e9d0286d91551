import type { Checklist, ChecklistReport } from "../checklist/checklist.ts";
import { VERSION } from "../version.ts";
import type { ChecklistFormat, ReportContext } from "./format.ts";
import { outcomeOf } from "./json.ts";
import { plain } from "./plain.ts";
import { heaviestResults, sarifResults } from "./sarif_results.ts";
import { sarifRules } from "./sarif_rules.ts";
import { folderOf, sourcePath } from "./source_path.ts";

/** GitHub code scanning refuses a run with more, and keeps the 5,000 that weigh most. */
const MOST_RESULTS = 25_000;

/**
 * What fails or is not known as SARIF 2.1.0. One run also for a fleet: GitHub takes 20 runs a file, and refuses two of
 * the same tool and category. What holds is no result, because code scanning shows every result as an alert.
 */
export const sarif: ChecklistFormat = (report, context) => {
  const rules = sarifRules(report);
  const numbers = new Map(rules.map(({ id }, i) => [id, i]));
  const found = sarifResults(report).map(({ ruleId, ...rest }) => ({
    ruleId,
    ruleIndex: numbers.get(ruleId) ?? -1,
    ...rest,
  }));
  const results = heaviestResults(found, MOST_RESULTS);
  return JSON.stringify(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [{
        tool: {
          driver: { name: "Keysplit", version: VERSION, semanticVersion: VERSION, language: "en", rules },
        },
        automationDetails: { id: categoryOf(report) },
        originalUriBaseIds: {
          SRCROOT: {
            description: { text: "The root of the checkout: the folder that the command was started in" },
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [invocation(report, context, found.length - results.length)],
        results,
        properties: propertiesOf(report),
      }],
    },
    (_, value) => typeof value === "string" ? plain(value) : value,
    2,
  ) + "\n";
};

/** What tells analyses of one commit apart: project and environment. Behind the last slash would stand a single run. */
function categoryOf({ services, isFleet }: ChecklistReport): string {
  const [first] = services;
  const folder = isFleet || first === undefined
    ? ""
    : sourcePath(folderOf(first.scope), "-")?.slice(0, -1) ?? "";
  const environments = new Set(services.map(({ scope }) => scope.environment ?? ""));
  const [environment = ""] = environments.size === 1 ? environments : [];
  const parts = ["keysplit", "checklist", ...folder.split("/"), environment];
  return parts.map((part) => part.replace(/[^\p{L}\p{N}_.-]+/gu, "-")).filter((part) => part !== "")
    .map((part) => `${part}/`).join("");
}

function invocation(
  report: ChecklistReport,
  context: ReportContext,
  cut: number,
): Readonly<Record<string, unknown>> {
  const gathered = report.isFleet ? undefined : report.services[0]?.scope.gathered;
  return {
    executionSuccessful: context.exitCode <= 1 || context.exitCode === 3,
    exitCode: context.exitCode,
    exitCodeDescription: outcomeOf(context),
    ...(gathered !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(gathered)
      ? { endTimeUtc: gathered }
      : {}),
    ...(cut > 0
      ? {
        toolExecutionNotifications: [{
          level: "warning",
          message: { text: `${cut} results are left out: code scanning takes ${MOST_RESULTS} in a run` },
        }],
      }
      : {}),
  };
}

/**
 * The verdict, the counts and the commit. `versionControlProvenance` would be the commit's place, but asks for the
 * address of the repository, which nobody told.
 */
function propertiesOf(
  { services, isFleet, readiness, sharedKeys }: ChecklistReport,
): Readonly<Record<string, unknown>> {
  const [only] = services;
  return {
    readiness,
    ...(isFleet || only === undefined ? { services: services.map(serviceOf), sharedKeys } : serviceOf(only)),
  };
}

function serviceOf({ scope, readiness, counts }: Checklist): Readonly<Record<string, unknown>> {
  const { name, project, recognised, commit, environment, gathered, loadedFrom } = scope;
  return {
    name,
    project,
    readiness,
    recognised,
    commit,
    environment,
    ...(gathered === undefined ? {} : { gathered }),
    ...(loadedFrom === undefined ? {} : { loadedFrom }),
    counts,
  };
}
