import { fieldOf, fieldsOf, textOf, type YamlNode } from "../read_yaml.ts";
import { jobOf, scriptsIn } from "./ci_job.ts";
import { type DocumentsAt, type Handed, MOST_HANDED, MOST_PLACES, type Place } from "./place.ts";

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
export function gitlabPlaces({ path, documents }: DocumentsAt): readonly Place<"GitLab CI">[] {
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

/** `variables:`, and `secrets:` that a vault has. */
function gitlabVariables(node: YamlNode): readonly Handed[] {
  const secrets = fieldsOf(fieldOf(node, "secrets")?.value).slice(0, MOST_HANDED)
    .map(({ key, line }): Handed => ({ name: key, line, value: { kind: "secret" } }));
  const variables = fieldsOf(fieldOf(node, "variables")?.value).slice(0, MOST_HANDED).map(
    ({ key, line, value }): Handed => {
      const text = textOf(value.kind === "map" ? fieldOf(value, "value")?.value : value);
      return {
        name: key,
        line,
        value: text.startsWith("$") ? { kind: "surroundings" } : { kind: "text", text },
      };
    },
  );
  return [...secrets, ...variables];
}
