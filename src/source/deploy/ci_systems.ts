import { fieldOf, fieldsOf, textOf, type YamlNode } from "../read_yaml.ts";
import { assignmentsIn } from "./assignments.ts";
import { jobOf, scriptsIn } from "./ci_job.ts";
import { type DocumentsAt, type Handed, MOST_HANDED, MOST_PLACES, type Place } from "./place.ts";

/** Bitbucket Pipelines: what the scripts of each step assign. */
export function bitbucketPlaces({ path, documents }: DocumentsAt): readonly Place<"Bitbucket Pipelines">[] {
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
export function travisPlaces({ path, documents }: DocumentsAt): readonly Place<"Travis CI">[] {
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
