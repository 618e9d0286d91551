import { fieldOf, fieldsOf, itemsOf, textOf, type YamlNode } from "../read_yaml.ts";
import { jobOf, scriptOf } from "./ci_job.ts";
import { environmentOf } from "./compose.ts";
import { type DocumentsAt, MOST_PLACES, type Place } from "./place.ts";

/** Contexts that one job is given. */
const MOST_CONTEXTS = 20;

/** CircleCI: the environment of a job, of its first image and of each command. */
export function circlePlaces({ path, documents }: DocumentsAt): readonly Place<"CircleCI">[] {
  return documents.flatMap((document) => {
    const commands = fieldOf(document, "commands")?.value;
    const contexts = contextsOf(document);
    return fieldsOf(fieldOf(document, "jobs")?.value).slice(0, MOST_PLACES).map(
      ({ key, line, value: job }) => {
        const executor = fieldOf(job, "executor")?.value;
        const named = textOf(executor?.kind === "map" ? fieldOf(executor, "name")?.value : executor);
        const of = named === "" ? undefined : fieldOf(fieldOf(document, "executors")?.value, named)?.value;
        const images = [job, of].flatMap((node) => itemsOf(fieldOf(node, "docker")?.value).slice(0, 1));
        const steps = itemsOf(fieldOf(job, "steps")?.value).flatMap((step) => [
          step,
          ...itemsOf(fieldOf(fieldOf(commands, nameOfStep(step))?.value, "steps")?.value),
        ]);
        const runs = steps.flatMap((step) => fieldOf(step, "run")?.value ?? []);
        const stores = (contexts.get(key) ?? []).map((context) => `context ${context}`);
        const place = jobOf({
          path,
          line,
          kind: "CircleCI" as const,
          name: key,
          variables: [...runs, job, ...images, of].flatMap((node) =>
            environmentOf(fieldOf(node, "environment")?.value)
          ),
          scripts: runs.flatMap((run) => scriptOf(run.kind === "map" ? fieldOf(run, "command")?.value : run)),
        });
        return { ...place, stores };
      },
    );
  });
}

/** The contexts that workflows give jobs, by the name of the job: what they hold is kept at CircleCI. */
function contextsOf(document: YamlNode): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { value: workflow } of fieldsOf(fieldOf(document, "workflows")?.value)) {
    for (const job of itemsOf(fieldOf(workflow, "jobs")?.value)) {
      for (const { key, value } of fieldsOf(job)) {
        const names = itemsOf(fieldOf(value, "context")?.value).map(textOf);
        found.set(key, [...found.get(key) ?? [], ...names].slice(0, MOST_CONTEXTS));
      }
    }
  }
  return found;
}

function nameOfStep(step: YamlNode): string {
  return step.kind === "map" ? step.entries[0]?.key ?? "" : textOf(step);
}
