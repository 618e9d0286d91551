import { fieldOf, itemsOf, textOf, type YamlNode } from "../read_yaml.ts";
import { jobOf, scriptOf } from "./ci_job.ts";
import { environmentOf } from "./compose.ts";
import { type DocumentsAt, type Handed, MOST_PLACES, type Place } from "./place.ts";

/** Azure Pipelines: `variables:` around a job, and `env:` of its steps. */
export function azurePlaces({ path, documents }: DocumentsAt): readonly Place<"Azure Pipelines">[] {
  return documents.flatMap((document) => {
    const shared = azureVariables(document);
    const stages = itemsOf(fieldOf(document, "stages")?.value);
    const groups = [document, ...stages];
    const found = groups.flatMap((group) =>
      itemsOf(fieldOf(group, "jobs")?.value).map((job) => ({
        job,
        name: textOf(fieldOf(job, "job")?.value) || textOf(fieldOf(job, "deployment")?.value),
        around: group === document ? [] : azureVariables(group),
      }))
    );
    const all = found.length > 0 ? found : [{ job: document, name: "steps", around: [] }];
    return all.slice(0, MOST_PLACES).map(({ job, name, around }): Place<"Azure Pipelines"> => {
      const steps = itemsOf(fieldOf(job, "steps")?.value);
      const place = jobOf({
        path,
        line: job.line,
        kind: "Azure Pipelines",
        name: name || "a job",
        variables: [
          ...steps.flatMap((step) => environmentOf(fieldOf(step, "env")?.value)).map(azureValue),
          ...(job === document ? [] : azureVariables(job)),
          ...around,
          ...shared,
        ],
        scripts: steps.flatMap((step) =>
          ["script", "bash", "pwsh"].flatMap((field) => scriptOf(fieldOf(step, field)?.value))
        ),
      });
      const stores = [document, job].flatMap((node) =>
        itemsOf(fieldOf(node, "variables")?.value).flatMap((item) => {
          const group = textOf(fieldOf(item, "group")?.value);
          return group === "" ? [] : [`variable group ${group}`];
        })
      );
      return { ...place, stores: [...new Set(stores)] };
    });
  });
}

function azureVariables(node: YamlNode): readonly Handed[] {
  const variables = fieldOf(node, "variables")?.value;
  const all = variables?.kind === "list"
    ? variables.items.flatMap((item): readonly Handed[] => {
      const name = textOf(fieldOf(item, "name")?.value);
      const text = textOf(fieldOf(item, "value")?.value);
      return name === "" ? [] : [{ name, line: item.line, value: { kind: "text", text } }];
    })
    : environmentOf(variables);
  return all.map(azureValue);
}

function azureValue(one: Handed): Handed {
  return one.value.kind === "text" && one.value.text.includes("$(")
    ? { ...one, value: { kind: "secret" } }
    : one;
}
