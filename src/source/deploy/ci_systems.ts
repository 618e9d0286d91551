import type { CiKind } from "../../rules/facts.ts";
import { fieldOf, fieldsOf, itemsOf, textOf, type YamlNode } from "../read_yaml.ts";
import { assignmentsIn, envFilesIn } from "./assignments.ts";
import { environmentOf } from "./compose.ts";
import { type Handed, type HandedFile, MOST_HANDED, MOST_PLACES, type Place } from "./place.ts";

interface At {
  readonly path: string;
  readonly documents: readonly YamlNode[];
}

/** Keys of .gitlab-ci.yml that are no jobs. */
const GITLAB_WORDS: ReadonlySet<string> = new Set([
  "default",
  "include",
  "stages",
  "variables",
  "workflow",
  "image",
  "services",
  "cache",
  "before_script",
  "after_script",
  "spec",
  "pages:deploy",
]);
const MOST_EXTENDED = 20;

/** GitLab CI: `variables:` of all and of each job, of what it extends, and what its scripts assign. */
export function gitlabPlaces({ path, documents }: At): readonly Place<"GitLab CI">[] {
  return documents.flatMap((document) => {
    const shared = gitlabVariables(document);
    const before = scriptsIn(document, ["before_script"])
      .concat(scriptsIn(fieldOf(document, "default")?.value, ["before_script"]));
    const jobs = fieldsOf(document).filter(({ key, value }) =>
      value.kind === "map" && !GITLAB_WORDS.has(key) && !key.startsWith(".")
    );
    return jobs.slice(0, MOST_PLACES).map(({ key, line, value }): Place<"GitLab CI"> => {
      const layers = gitlabLayers(document, value);
      const scripts = layers.flatMap((layer) => scriptsIn(layer, ["before_script", "script"]));
      return jobOf({
        path,
        line,
        kind: "GitLab CI",
        name: key,
        variables: [...layers.flatMap(gitlabVariables), ...shared],
        scripts: [...(layers.some((layer) => fieldOf(layer, "before_script")) ? [] : before), ...scripts],
      });
    });
  });
}

/** A job and what it extends, its own first. */
function gitlabLayers(document: YamlNode, job: YamlNode): readonly YamlNode[] {
  const layers = [job];
  for (let at = 0; at < layers.length && layers.length < MOST_EXTENDED; at++) {
    const names = fieldOf(layers[at], "extends")?.value;
    for (const name of names?.kind === "list" ? names.items.map(textOf) : [textOf(names)]) {
      const found = name === "" ? undefined : fieldOf(document, name)?.value;
      if (found !== undefined && !layers.includes(found)) layers.push(found);
    }
  }
  return layers;
}

function gitlabVariables(node: YamlNode): readonly Handed[] {
  return fieldsOf(fieldOf(node, "variables")?.value).slice(0, MOST_HANDED).map(({ key, line, value }) => {
    const text = textOf(value.kind === "map" ? fieldOf(value, "value")?.value : value);
    return {
      name: key,
      line,
      value: text.startsWith("$") ? { kind: "surroundings" } : { kind: "text", text },
    };
  });
}

/** CircleCI: the environment of a job, of its first image and of each command. */
export function circlePlaces({ path, documents }: At): readonly Place<"CircleCI">[] {
  return documents.flatMap((document) => {
    const commands = fieldOf(document, "commands")?.value;
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
        return jobOf({
          path,
          line,
          kind: "CircleCI" as const,
          name: key,
          variables: [...runs, job, ...images, of].flatMap((node) =>
            environmentOf(fieldOf(node, "environment")?.value)
          ),
          scripts: runs.flatMap((run) => scriptOf(run.kind === "map" ? fieldOf(run, "command")?.value : run)),
        });
      },
    );
  });
}

function nameOfStep(step: YamlNode): string {
  return step.kind === "map" ? step.entries[0]?.key ?? "" : textOf(step);
}

/** Azure Pipelines: `variables:` around a job, and `env:` of its steps. */
export function azurePlaces({ path, documents }: At): readonly Place<"Azure Pipelines">[] {
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

/** Bitbucket Pipelines: what the scripts of each step assign. */
export function bitbucketPlaces({ path, documents }: At): readonly Place<"Bitbucket Pipelines">[] {
  const steps: YamlNode[] = [];
  const visited = new Set<YamlNode>();
  const visit = (node: YamlNode): void => {
    if (node.kind === "text" || visited.has(node) || steps.length >= MOST_PLACES) return;
    visited.add(node);
    if (node.kind === "list") return node.items.forEach(visit);
    for (const { key, value } of node.entries) if (key === "step") steps.push(value);
    for (const { value } of node.entries) visit(value);
  };
  for (const document of documents) visit(document);
  return steps.map((step) =>
    jobOf({
      path,
      line: step.line,
      kind: "Bitbucket Pipelines",
      name: textOf(fieldOf(step, "name")?.value) || "a step",
      variables: [],
      scripts: scriptsIn(step, ["script"]),
    })
  );
}

/** Travis CI: `env:` as text, list or map, of all and of each job. */
export function travisPlaces({ path, documents }: At): readonly Place<"Travis CI">[] {
  return documents.map((document) => {
    const env = fieldOf(document, "env");
    const parts = env === undefined ? [] : [
      env.value,
      ...["global", "jobs", "matrix"].flatMap((field) => fieldOf(env.value, field)?.value ?? []),
    ];
    const variables = parts.flatMap((part): readonly Handed[] => {
      if (part.kind === "map") {
        return fieldsOf(part).flatMap(({ key, line, value }) =>
          value.kind === "text"
            ? [{ name: key, line, value: { kind: "text" as const, text: value.text } }]
            : []
        );
      }
      return (part.kind === "list" ? part.items : [part]).flatMap((item) =>
        assignmentsIn([textOf(item)], item.line)
      );
    });
    return jobOf({
      path,
      line: env?.line ?? 1,
      kind: "Travis CI" as const,
      name: "build",
      variables,
      scripts: scriptsIn(document, ["before_install", "install", "before_script", "script"]),
    });
  });
}

/** A Jenkinsfile: what its `environment` blocks, `withEnv` and scripts assign. */
export function jenkinsPlace(path: string, text: string): Place<"Jenkins"> {
  const rows = text.split(/\r?\n/);
  const variables = rows.flatMap((row, index): readonly Handed[] => {
    const [, name, value = ""] = /^\s*([A-Z][A-Z0-9_]{1,127})\s*=\s*(.{1,2000})$/.exec(row) ?? [];
    if (name === undefined) return [];
    const quoted = /^(["'])(.*)\1\s*$/.exec(value)?.[2];
    return [{
      name,
      line: index + 1,
      value: value.startsWith("credentials(")
        ? { kind: "secret" }
        : quoted === undefined || quoted.includes("${")
        ? { kind: "surroundings" }
        : { kind: "text", text: quoted },
    }];
  });
  return jobOf({
    path,
    line: 1,
    kind: "Jenkins",
    name: "pipeline",
    variables: [...variables, ...credentials(rows)].slice(0, MOST_HANDED),
    scripts: [{ lines: rows, line: 1 }],
  });
}

/** `withCredentials([string(credentialsId: 'x', variable: 'NAME')])`. */
function credentials(rows: readonly string[]): readonly Handed[] {
  return rows.flatMap((row, index) =>
    [...row.slice(0, 4000).matchAll(/\bvariable:\s*["'](\w+)["']/g)].map(([, name = ""]): Handed => ({
      name,
      line: index + 1,
      value: { kind: "secret" },
    }))
  );
}

interface Script {
  readonly lines: readonly string[];
  readonly line: number;
}

function jobOf<Kind extends CiKind>(
  { scripts, variables, ...at }:
    & Pick<Place<Kind>, "path" | "line" | "kind" | "name" | "variables">
    & { readonly scripts: readonly Script[] },
): Place<Kind> {
  const assigned = scripts.flatMap(({ lines, line }) => assignmentsIn(lines, line));
  const files: readonly HandedFile[] = scripts.flatMap(({ lines, line }) => envFilesIn(lines, line));
  return {
    ...at,
    role: "job",
    variables: [...assigned, ...variables].slice(0, MOST_HANDED),
    files: files.slice(0, MOST_HANDED),
    stores: [],
    runs: scripts.slice(0, 50).map(({ lines }) => lines.join("\n").slice(0, 2000)),
  };
}

function scriptsIn(node: YamlNode | undefined, fields: readonly string[]): readonly Script[] {
  return fields.flatMap((field) => {
    const value = fieldOf(node, field)?.value;
    return (value?.kind === "list" ? value.items : [value]).flatMap(scriptOf);
  });
}

function scriptOf(node: YamlNode | undefined): readonly Script[] {
  const lines = textOf(node).split("\n");
  return node === undefined || lines.length === 0
    ? []
    : [{ lines, line: node.line + (lines.length > 1 ? 1 : 0) }];
}
