import { folderOf } from "../../backends/paths.ts";
import type { ComposeLookup, ComposeService } from "./compose_services.ts";
import { composeServices, envFilesOf, lastField } from "./compose_services.ts";
import {
  type Handed,
  type HandedFile,
  MOST_HANDED,
  MOST_PLACES,
  type Place,
  roleOf,
  templated,
} from "./place.ts";
import { fieldOf, fieldsOf, textOf, type YamlNode } from "../read_yaml.ts";

/** A service of Compose as a place, with the service itself for telling whose code it runs. */
export interface ComposePlaceRead {
  readonly place: Place<"Compose">;
  readonly service: ComposeService;
}

/** Files that are no whole by themselves: Compose lays them over the usual one of their folder. */
const OVERLAY = /override\.ya?ml$/i;

/**
 * What services get that are laid over those of the usual file: a service without an image and a build is none by
 * itself.
 */
export function withBases(all: readonly ComposePlaceRead[]): readonly ComposePlaceRead[] {
  const bases = new Map(
    all.filter(({ place: { path } }) => USUAL.test(path)).map((one) => [keyOf(one.place), one.place]),
  );
  return all.map((one) => {
    const base = bases.get(keyOf(one.place));
    const { layers } = one.service;
    const isWhole = lastField(layers, "image") !== undefined || lastField(layers, "build") !== undefined;
    if (base === undefined || base === one.place || (isWhole && !OVERLAY.test(one.place.path))) return one;
    const own = new Set(one.place.variables.map(({ name }) => name));
    const taken = base.variables.filter(({ name }) => !own.has(name)).map((variable) => ({
      ...variable,
      path: variable.path ?? base.path,
    }));
    const variables = [...one.place.variables, ...taken].slice(0, MOST_HANDED);
    return { ...one, place: { ...one.place, variables, files: [...base.files, ...one.place.files] } };
  });
}

const USUAL = /(?:^|\/)(?:docker-)?compose\.ya?ml$/i;

function keyOf({ path, name }: Place): string {
  return `${folderOf(path)}:${name}`;
}

/** The services of a compose file that start something of one's own: databases and the like are left out. */
export function composePlaces(path: string, lookup: ComposeLookup): readonly ComposePlaceRead[] {
  return composeServices(path, lookup).filter(({ isSupplied }) => !isSupplied).slice(0, MOST_PLACES).flatMap(
    (service) => {
      const own = service.layers.at(-1);
      if (own === undefined) return [];
      const name = nameOf(path, own.node, lookup);
      const command = wordsOf(lastField(service.layers, "command")?.value);
      const image = textOf(lastField(service.layers, "image")?.value);
      return [{
        service,
        place: {
          path,
          line: name.line,
          kind: "Compose" as const,
          name: name.text,
          role: roleOf([name.text, command]),
          variables: variablesOf(service, path),
          files: filesOf(service),
          stores: [],
          ...imageOf(service, image),
          runs: [command, image, wordsOf(lastField(service.layers, "entrypoint")?.value)],
        },
      }];
    },
  );
}

/** What services of one file share that are started from the same code. */
function imageOf({ layers }: ComposeService, image: string): Pick<Place, "image"> {
  const build = lastField(layers, "build")?.value;
  if (build === undefined) return image === "" ? {} : { image };
  const context = textOf(build.kind === "map" ? fieldOf(build, "context")?.value : build);
  const rest = ["dockerfile", "target"].map((field) => textOf(fieldOf(build, field)?.value));
  return { image: ["build", context || ".", ...rest].join(" ") };
}

function nameOf(path: string, node: YamlNode, lookup: ComposeLookup) {
  for (const document of lookup(path).documents) {
    for (const { key, line, value } of fieldsOf(fieldOf(document, "services")?.value)) {
      if (value === node) return { text: key, line };
    }
  }
  return { text: "a service", line: node.line };
}

/** What `environment:` and the secrets of a service hand over, the last layer's first. */
function variablesOf({ layers }: ComposeService, path: string): readonly Handed[] {
  const found = new Map<string, Handed>();
  for (const { path: at, node } of layers.toReversed()) {
    for (const one of environmentOf(fieldOf(node, "environment")?.value)) {
      if (found.size >= MOST_HANDED) break;
      if (!found.has(one.name)) found.set(one.name, at === path ? one : { ...one, path: at });
    }
    for (const { text, line } of secretsOf(fieldOf(node, "secrets")?.value)) {
      const name = text.toUpperCase().replaceAll("-", "_");
      if (!found.has(name)) {
        found.set(name, { name, line, ...(at === path ? {} : { path: at }), value: { kind: "secret" } });
      }
    }
  }
  return [...found.values()];
}

/** A map of names, or a list of `NAME=value` and of names alone. */
export function environmentOf(node: YamlNode | undefined): readonly Handed[] {
  if (node?.kind === "map") {
    return fieldsOf(node).map(({ key, line, value }) => ({
      name: key,
      line,
      value: value.kind === "text" && !value.isNull
        ? templated(value.text)
        : { kind: "surroundings" as const },
    }));
  }
  if (node?.kind !== "list") return [];
  return node.items.flatMap((item) => {
    const written = textOf(item);
    const equals = written.indexOf("=");
    const name = equals < 0 ? written : written.slice(0, equals);
    if (name === "") return [];
    const value = equals < 0 ? { kind: "surroundings" as const } : templated(written.slice(equals + 1));
    return [{ name, line: item.line, value }];
  });
}

/** Secrets of Compose are files of their names: who reads `/run/secrets/jwt_secret_key` has the key. */
function secretsOf(node: YamlNode | undefined): readonly { readonly text: string; readonly line: number }[] {
  if (node?.kind !== "list") return [];
  return node.items.map((item) => ({
    text: textOf(
      item.kind === "map" ? fieldOf(item, "target")?.value ?? fieldOf(item, "source")?.value : item,
    ),
    line: item.line,
  }));
}

function filesOf(service: ComposeService): readonly HandedFile[] {
  return envFilesOf(service).map(({ file, line }) => ({ file, line, from: "file" as const }));
}

function wordsOf(node: YamlNode | undefined): string {
  if (node?.kind === "list") return node.items.map(textOf).join(" ");
  return textOf(node);
}
