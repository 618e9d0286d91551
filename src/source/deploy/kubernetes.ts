import { folderOf, joinPath, nameOf } from "../../backends/paths.ts";
import { fieldOf, fieldsOf, itemsOf, textOf, type YamlNode } from "../read_yaml.ts";
import { isSupplied } from "./compose_services.ts";
import {
  type Handed,
  type HandedFile,
  MOST_HANDED,
  MOST_PLACES,
  type Place,
  type PlaceRole,
  roleOf,
} from "./place.ts";

/** A Secret, a ConfigMap, or what makes one. */
export interface StoreObject {
  readonly name: string;
  readonly kind: "Secret" | "ConfigMap";
  readonly entries: readonly Handed[];
  /** Env files that it is made from, relative to the root. */
  readonly files: readonly string[];
  /** Whether it holds more than the text says: an external store fills it. */
  readonly isOpen: boolean;
}

/** A container before what it takes from objects is known. */
export interface Container {
  readonly place: Place<"Kubernetes">;
  readonly references: readonly {
    readonly name: string;
    readonly line: number;
    readonly object: string;
    readonly key: string;
  }[];
  /** Objects of which it takes everything: `Secret shop`. */
  readonly whole: readonly { readonly object: string; readonly prefix: string; readonly line: number }[];
}

/** What a manifest says. */
export interface Manifest {
  readonly containers: readonly Container[];
  readonly objects: readonly StoreObject[];
}

/** How deep lists of objects may lie in each other. */
const DEEPEST = 4;

/** The containers and objects of the documents of a manifest, of a kustomization too. */
export function readManifest(path: string, documents: readonly YamlNode[]): Manifest {
  const containers: Container[] = [];
  const objects: StoreObject[] = [];
  const visit = (document: YamlNode, depth: number): void => {
    const kind = textOf(fieldOf(document, "kind")?.value);
    if (kind.endsWith("List") && depth < DEEPEST) {
      for (const item of itemsOf(fieldOf(document, "items")?.value)) visit(item, depth + 1);
      return;
    }
    const name = nameIn(document);
    if (kind === "Secret" || kind === "ConfigMap") objects.push(objectOf(document, { name, kind, path }));
    else if (kind === "SealedSecret" || kind === "ExternalSecret") {
      objects.push(externalOf(document, { name, kind, path }));
    } else if (kind === "Kustomization" || /^kustomization\.ya?ml$/.test(nameOf(path))) {
      objects.push(...generated(document, path));
    } else containers.push(...containersOf(document, { name, kind, path }));
  };
  for (const document of documents) visit(document, 0);
  return { containers: containers.slice(0, MOST_PLACES), objects: objects.slice(0, MOST_PLACES) };
}

function nameIn(document: YamlNode): string {
  return textOf(fieldOf(fieldOf(document, "metadata")?.value, "name")?.value);
}

interface Named {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
}

function containersOf(document: YamlNode, { name, kind, path }: Named): readonly Container[] {
  const spec = podSpecOf(document, kind);
  const nodes = ["initContainers", "containers"].flatMap((field) => itemsOf(fieldOf(spec, field)?.value));
  return nodes.flatMap((node): readonly Container[] => {
    const image = textOf(fieldOf(node, "image")?.value);
    if (isSupplied(image)) return [];
    const own = textOf(fieldOf(node, "name")?.value);
    const command = ["command", "args"].flatMap((field) => itemsOf(fieldOf(node, field)?.value)).map(textOf)
      .join(" ");
    const title = own === "" || own === name ? name || own : `${name}/${own}`;
    const references: Container["references"][number][] = [];
    const variables: Handed[] = [];
    for (const item of itemsOf(fieldOf(node, "env")?.value).slice(0, MOST_HANDED)) {
      const variable = textOf(fieldOf(item, "name")?.value);
      if (variable === "") continue;
      const value = fieldOf(item, "value");
      if (value !== undefined) {
        variables.push({
          name: variable,
          line: value.line,
          value: { kind: "text", text: textOf(value.value) },
        });
        continue;
      }
      const from = fieldOf(item, "valueFrom")?.value;
      const reference = SOURCES.flatMap(([field, object]) => {
        const found = fieldOf(from, field)?.value;
        const of = textOf(fieldOf(found, "name")?.value);
        return found === undefined ? [] : [{
          name: variable,
          line: item.line,
          object: `${object} ${of}`,
          key: textOf(fieldOf(found, "key")?.value),
        }];
      });
      if (reference.length > 0) references.push(...reference);
      else variables.push({ name: variable, line: item.line, value: { kind: "surroundings" } });
    }
    const whole = itemsOf(fieldOf(node, "envFrom")?.value).slice(0, MOST_HANDED).flatMap((item) =>
      WHOLE.flatMap(([field, object]) => {
        const found = fieldOf(item, field)?.value;
        const of = textOf(fieldOf(found, "name")?.value);
        return found === undefined
          ? []
          : [{ object: `${object} ${of}`, prefix: textOf(fieldOf(item, "prefix")?.value), line: item.line }];
      })
    );
    return [{
      place: {
        path,
        line: node.line,
        kind: "Kubernetes",
        name: title,
        role: roleIn(kind, [title, command]),
        variables,
        files: [],
        stores: [],
        ...(image === "" ? {} : { image: image.replace(/[:@][^/]*$/, "") }),
        runs: [image, command],
      },
      references,
      whole,
    }];
  });
}

const SOURCES = [["secretKeyRef", "Secret"], ["configMapKeyRef", "ConfigMap"]] as const;
const WHOLE = [["secretRef", "Secret"], ["configMapRef", "ConfigMap"]] as const;

function roleIn(kind: string, words: readonly string[]): PlaceRole {
  if (kind === "CronJob") return "cron";
  if (kind === "Job") return "job";
  return roleOf(words);
}

function podSpecOf(document: YamlNode, kind: string): YamlNode | undefined {
  const spec = fieldOf(document, "spec")?.value;
  if (kind === "Pod") return spec;
  const job = kind === "CronJob" ? fieldOf(fieldOf(spec, "jobTemplate")?.value, "spec")?.value : spec;
  return fieldOf(fieldOf(job, "template")?.value, "spec")?.value;
}

function objectOf(document: YamlNode, { name, kind, path }: Named): StoreObject {
  const entries = (["data", "stringData"] as const).flatMap((field): readonly Handed[] =>
    fieldsOf(fieldOf(document, field)?.value).map(({ key, line, value }) => ({
      name: key,
      line,
      path,
      value: {
        kind: "text",
        text: textOf(value),
        ...(kind === "Secret" && field === "data" ? { encoding: "base64" as const } : {}),
      },
    }))
  );
  return {
    name,
    kind: kind === "Secret" ? "Secret" : "ConfigMap",
    entries: entries.slice(0, MOST_HANDED),
    files: [],
    isOpen: false,
  };
}

/** A Secret that a controller makes: its names stand there, its values do not. */
function externalOf(document: YamlNode, { name, kind, path }: Named): StoreObject {
  const spec = fieldOf(document, "spec")?.value;
  const names = kind === "SealedSecret"
    ? fieldsOf(fieldOf(spec, "encryptedData")?.value).map(({ key, line }) => ({ name: key, line }))
    : itemsOf(fieldOf(spec, "data")?.value).map((item) => ({
      name: textOf(fieldOf(item, "secretKey")?.value),
      line: item.line,
    }));
  const target = textOf(fieldOf(fieldOf(spec, "target")?.value, "name")?.value);
  return {
    name: target || name,
    kind: "Secret",
    entries: names.slice(0, MOST_HANDED).map((one) => ({ ...one, path, value: { kind: "secret" } })),
    files: [],
    isOpen: fieldOf(spec, "dataFrom") !== undefined,
  };
}

/** The Secrets and ConfigMaps that a kustomization makes of literals and env files. */
function generated(document: YamlNode, path: string): readonly StoreObject[] {
  return ([["secretGenerator", "Secret"], ["configMapGenerator", "ConfigMap"]] as const).flatMap(
    ([field, kind]) =>
      itemsOf(fieldOf(document, field)?.value).map((item): StoreObject => ({
        name: textOf(fieldOf(item, "name")?.value),
        kind,
        entries: itemsOf(fieldOf(item, "literals")?.value).slice(0, MOST_HANDED).flatMap(
          (literal): readonly Handed[] => {
            const [, name = "", text = ""] = /^([^=]+)=([^]*)$/.exec(textOf(literal)) ?? [];
            return name === "" ? [] : [{
              name,
              line: literal.line,
              path,
              value: { kind: "text", text: text.replace(/^(["'])(.*)\1$/, "$2") },
            }];
          },
        ),
        files: ["env", "envs"].flatMap((name) => itemsOf(fieldOf(item, name)?.value))
          .map((file) => joinPath(folderOf(path), textOf(file))),
        isOpen: fieldOf(item, "files") !== undefined,
      })),
  );
}

/** What containers are given, with the objects of all manifests beside them. */
export function resolveContainers(
  containers: readonly Container[],
  objects: readonly StoreObject[],
): readonly Place<"Kubernetes">[] {
  const known = Map.groupBy(objects, ({ kind, name }) => `${kind} ${name}`);
  return containers.map(({ place, references, whole }) => {
    const variables: Handed[] = [...place.variables];
    const files: HandedFile[] = [];
    const stores = new Set<string>();
    for (const { name, line, object, key } of references) {
      const own = known.get(object);
      const entry = own?.flatMap(({ entries }) => entries).find((one) => one.name === key);
      if (entry !== undefined) variables.push({ ...entry, name });
      // An object that is there and has not got the key keeps the container from starting.
      else if (own === undefined || own.some(({ isOpen, files }) => isOpen || files.length > 0)) {
        variables.push({
          name,
          line,
          value: { kind: object.startsWith("Secret") ? "secret" : "surroundings" },
        });
      }
    }
    for (const { object, prefix, line } of whole) {
      const own = known.get(object);
      if (own === undefined || own.some(({ isOpen }) => isOpen)) stores.add(object);
      for (const { entries, files: made } of own ?? []) {
        if (variables.length < MOST_HANDED) {
          variables.push(...entries.map((entry) => ({ ...entry, name: `${prefix}${entry.name}` })));
        }
        files.push(...made.map((file) => ({ file: `/${file}`, line, from: "file" as const })));
      }
    }
    return { ...place, variables: variables.slice(0, MOST_HANDED), files, stores: [...stores] };
  });
}
