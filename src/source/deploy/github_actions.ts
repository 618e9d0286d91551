import { fieldOf, fieldsOf, itemsOf, textOf, type YamlNode } from "../read_yaml.ts";
import { assignmentsIn, envFilesIn } from "./assignments.ts";
import {
  type Handed,
  type HandedFile,
  type HandedValue,
  MOST_HANDED,
  MOST_PLACES,
  type Place,
  roleOf,
} from "./place.ts";

/** What a workflow is read with. */
export interface WorkflowContext {
  /** The variables that tell whether a step is of interest. */
  readonly names: readonly string[];
  /** The documents of an action of the repository, by its folder: empty where there is none. */
  readonly action: (folder: string) => readonly YamlNode[];
}

/** A step that starts the application, checks it or runs its tests. */
const RUNS_IT =
  /\b(?:manage\.py\s+\w|django-admin\s|pytest|py\.test|python3?\s+-m\s+(?:unittest|pytest)|tox|nox|flask\s+\w|alembic\s|(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?(?:test|start|e2e)|jest|vitest|coverage\s+run|uvicorn|gunicorn|docker[ -]compose\s|make\s+[\w-]*(?:test|check|ci|migrate)|(?:bash|sh)\s\S*test)|(?:^|\s)\.\/\S*test/m;
/** Actions that put what a store of secrets has into the environment. */
const STORE =
  /^[\w.-]+\/(?:vault-action|aws-secretsmanager-get-secrets|get-keyvault-secrets|get-secretmanager-secrets|load-secrets-action|secrets-fetch-action|secrets-action|cli-action)/;
/** Conditions under which a job does not run for forks. */
const OWN_ALONE =
  /head\.repo|event_name\s*==\s*['"](?:push|schedule|workflow_dispatch|release)|refs\/(?:heads|tags)/;

/** What the steps so far put into the environment of the next ones, or into an env file. */
interface Shared {
  readonly variables: Handed[];
  readonly files: HandedFile[];
  /** Actions that take variables out of a store of secrets. */
  readonly stores: string[];
}

/** The jobs of a workflow; one that hands over differently from step to step stands several times, on one line. */
export function workflowPlaces(
  path: string,
  documents: readonly YamlNode[],
  context: WorkflowContext,
): readonly Place<"GitHub Actions">[] {
  return documents.flatMap((document) => {
    const events = eventsOf(fieldOf(document, "on")?.value ?? fieldOf(document, "true")?.value);
    const top = environmentIn(document);
    const jobs = fieldsOf(fieldOf(document, "jobs")?.value).slice(0, MOST_PLACES);
    const found = jobs.flatMap(({ key, line, value: job }) => {
      const condition = textOf(fieldOf(job, "if")?.value);
      const forks = events.includes("pull_request") && !OWN_ALONE.test(condition);
      const base = {
        path,
        line,
        kind: "GitHub Actions" as const,
        name: key,
        role: roleOf([key]) === "cron" ? "cron" as const : "job" as const,
        stores: [],
        ...(forks ? { runsForPullRequests: true as const } : {}),
      };
      if (fieldOf(job, "uses") !== undefined) return calledPlace(job, base);
      return stepsOf(job, { base, top, context });
    });
    if (found.length > 0 || !top.some(({ name }) => context.names.includes(name))) return found;
    // What the jobs run is not understood, but the workflow means some of them.
    const env = fieldOf(document, "env");
    return [{
      path,
      line: env?.line ?? 1,
      kind: "GitHub Actions" as const,
      name: "all jobs",
      role: "job" as const,
      variables: top,
      files: [],
      stores: [],
      runs: [],
      ...(events.includes("pull_request") ? { runsForPullRequests: true as const } : {}),
    }];
  });
}

type Base = Omit<Place<"GitHub Actions">, "variables" | "files" | "runs">;

/** A job of another workflow: what it is given by name, and nothing to judge where it is given all. */
function calledPlace(job: YamlNode, base: Base): readonly Place<"GitHub Actions">[] {
  const secrets = fieldOf(job, "secrets")?.value;
  if (secrets?.kind !== "map") return [];
  const given = [...fieldsOf(secrets), ...fieldsOf(fieldOf(job, "with")?.value)];
  const variables = given.slice(0, MOST_HANDED).map(({ key, line, value }) => ({
    name: key,
    line,
    value: expressionOf(textOf(value)),
  }));
  return [{ ...base, variables, files: [], runs: [textOf(fieldOf(job, "uses")?.value)] }];
}

function stepsOf(
  job: YamlNode,
  { base, top, context }: {
    readonly base: Base;
    readonly top: readonly Handed[];
    readonly context: WorkflowContext;
  },
): readonly Place<"GitHub Actions">[] {
  const folder = textOf(
    fieldOf(fieldOf(fieldOf(job, "defaults")?.value, "run")?.value, "working-directory")?.value,
  );
  const shared: Shared = {
    variables: [...environmentIn(fieldOf(job, "container")?.value), ...environmentIn(job), ...top],
    files: [],
    stores: [],
  };
  const found: Place<"GitHub Actions">[] = [];
  const runs: string[] = [folder];
  const steps = itemsOf(fieldOf(job, "steps")?.value).slice(0, MOST_PLACES);
  const withActions = steps.flatMap((step) => [...actionSteps(step, context), step]);
  for (const step of withActions.slice(0, MOST_PLACES)) {
    const run = fieldOf(step, "run")?.value;
    const text = textOf(run);
    const lines = text.split("\n");
    const first = (run?.line ?? 1) + (lines.length > 1 ? 1 : 0);
    const assigned = assignmentsIn(lines, first);
    const inputs = fieldsOf(fieldOf(step, "with")?.value).flatMap(({ line, value }) =>
      assignmentsIn(textOf(value).split("\n"), line)
    );
    const own = [...assigned.map(asExpression), ...inputs.map(asExpression), ...environmentIn(step)];
    const names = [textOf(fieldOf(step, "working-directory")?.value), text.slice(0, 2000)];
    runs.push(...names);
    shared.files.push(...envFilesIn(lines, first));
    if (WRITES.test(text) && shared.variables.length < MOST_HANDED) shared.variables.unshift(...own);
    const store = STORE.exec(textOf(fieldOf(step, "uses")?.value))?.[0];
    if (store !== undefined) shared.stores.push(store);
    const isTold = own.some(({ name }) => context.names.includes(name)) && !WRITES.test(text);
    if (!isTold && !RUNS_IT.test(text)) continue;
    found.push({
      ...base,
      stores: [...shared.stores],
      variables: [...own, ...shared.variables].slice(0, MOST_HANDED),
      files: [...shared.files],
      runs: [folder, ...names],
    });
  }
  if (found.length > 0) return found;
  // What the workflow gives all jobs says nothing of one that starts nothing: a check of the style.
  const isTold = shared.files.length > 0 ||
    shared.variables.some((one) => context.names.includes(one.name) && !top.includes(one));
  return isTold ? [{ ...base, ...shared, runs: runs.slice(0, 50) }] : [];
}

/** A script that writes variables for the steps after it. */
const WRITES = /(?:>>?\s*["']?[\w./${}-]*(?:env\b|GITHUB_ENV)|\btee\s+(?:-a\s+)?["']?[\w./-]*env\b)/i;

/** The steps of an action that lies in the repository. */
function actionSteps(step: YamlNode, { action }: WorkflowContext): readonly YamlNode[] {
  const uses = textOf(fieldOf(step, "uses")?.value);
  if (!uses.startsWith("./")) return [];
  return action(uses.slice(2).replace(/\/+$/, "")).flatMap((document) =>
    itemsOf(fieldOf(fieldOf(document, "runs")?.value, "steps")?.value)
  );
}

function environmentIn(node: YamlNode | undefined): readonly Handed[] {
  return fieldsOf(fieldOf(node, "env")?.value).slice(0, MOST_HANDED).map(({ key, line, value }) => ({
    name: key,
    line,
    value: expressionOf(textOf(value)),
  }));
}

function asExpression(one: Handed): Handed {
  return one.value.kind === "text" ? { ...one, value: expressionOf(one.value.text) } : one;
}

/** What `${{ … }}` gives. */
export function expressionOf(text: string): HandedValue {
  if (!text.includes("${{")) {
    return text.startsWith("$") ? { kind: "surroundings" } : { kind: "text", text };
  }
  const [, fallback = ""] = /\|\|\s*'([^']*)'\s*\}\}\s*$/.exec(text) ?? [];
  if (fallback !== "") return { kind: "default", text: fallback };
  return /\bsecrets\s*[.[]/.test(text) ? { kind: "secret" } : { kind: "surroundings" };
}

function eventsOf(on: YamlNode | undefined): readonly string[] {
  if (on === undefined) return [];
  if (on.kind === "text") return [on.text];
  return on.kind === "list" ? on.items.map(textOf) : on.entries.map(({ key }) => key);
}
