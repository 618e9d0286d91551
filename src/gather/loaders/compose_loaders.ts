import { join } from "@std/path";
import type { SourceTree } from "../../backends/backend.ts";
import { folderOf, joinPath, nameOf } from "../../backends/paths.ts";
import { type ComposePlace, isOfProject, startedBy } from "./compose_places.ts";
import { lineThatAsks } from "./compose_questions.ts";
import {
  composeFragments,
  type ComposeLookup,
  type ComposeService,
  composeServices,
  envFileNodes,
  envFilesOf,
  setsVariable,
} from "../../source/deploy/compose_services.ts";
import { isBeside } from "./is_beside.ts";
import { placeExactly } from "./place_env_file.ts";
import { fieldOf, itemsOf, readYaml, textOf, type YamlNode, type YamlRead } from "../../source/read_yaml.ts";
import { lineAt, MOST_SIGHTINGS, type SeenLoader, type Sources } from "./seen_loader.ts";

const COMPOSE_FILE = /^(?:docker-|podman-)?compose(?:[._-][^/]*)?\.ya?ml$/i;
/** Where the 1.x of Compose is pinned or downloaded by its number. */
const COMPOSE_1 = /docker-compose\s*==\s*1\.|docker\/compose:[a-z-]*1\.|compose\/releases\/download\/v?1\./;

const YAML = /\.ya?ml$/i;
/** A map of services; those of CI and of platforms are lists. */
const SERVICES =
  /^["']?services["']?[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+["']?[\w.-]+["']?[ \t]*:/m;
/** Names that are given to a compose file and to others. */
const OTHER_NAME = /^(?:base|common|local|dev|development|staging|prod|production)\.ya?ml$/i;

/** Whether a path is a Compose file. */
export function isComposeFile(path: string): boolean {
  return COMPOSE_FILE.test(nameOf(path));
}

/** The same where its name does not tell, as in `deploy/compose/simple.yml`: then its services have an image or a build. */
export function isComposeText(path: string, text: () => string): boolean {
  if (isComposeFile(path)) return true;
  if (!YAML.test(path)) return false;
  const written = text();
  return OTHER_NAME.test(nameOf(path))
    ? /(?:^|[\n{,])[ \t]*["']?services["']?[ \t]*:/.test(written)
    : SERVICES.test(written) && /^[ \t]+["']?(?:image|build)["']?[ \t]*:/m.test(written);
}

/**
 * Compose: the files of `env_file:`, and the `.env` beside the compose file where that asks for one of the
 * application's variables; those of databases and the like do not count, and a variable that `environment:` names
 * does not come from `env_file:`. Of files above the root only the services of the project count. Which Compose reads
 * them is not in the file: it is the current one, and 1.29 too where the project names a 1.x.
 */
export function composeLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree, above } = sources;
  const lookup = lookupIn(sources);
  const named = tree.paths.filter((path) =>
    !isBeside(path) && isComposeText(path, () => tree.text(path) ?? "")
  );
  const all = [...named, ...above.map(({ path }) => path)];
  const filled = filledIn(all, lookup);
  const below = [...named, ...[...filled.keys()].filter((path) => !all.includes(path))];
  const files = [...below, ...above.map(({ path }) => path)].map((path): ComposeFile => ({
    path,
    isAbove: path.startsWith("../"),
    services: composeServices(path, lookup),
    fragments: composeFragments(path, lookup),
    filledBy: filled.get(path) ?? [joinPath(folderOf(path), ".env")],
  }));
  // What another service extends is read as a part of that one: alone it would hide which file wins there.
  const extended = new Set(
    files.flatMap(({ services }) =>
      services.flatMap(({ layers }) => layers.slice(0, -1).map(({ node }) => node))
    ),
  );
  const found = files.flatMap((file) => {
    const found = [...givenBy(sources, file, extended), ...askedBy(sources, file, lookup)];
    return lookup(file.path).isWhole ? found : [...found, ...looselyRead(sources, file.path, found)];
  });
  return found.length > 0 && namesCompose1(sources) ? found.flatMap(withCompose1) : found;
}

interface ComposeFile {
  readonly path: string;
  readonly isAbove: boolean;
  readonly services: readonly ComposeService[];
  readonly fragments: readonly ComposeService[];
  /** The env files that its references are filled in from, the one that wins first. */
  readonly filledBy: readonly string[];
}

/** More text than the compose files of any project have: a stranger's could keep the parser busy for minutes. */
const MOST_PARSED = 1 << 19;
const READ = new WeakMap<SourceTree, { readonly known: Map<string, YamlRead>; parsed: number }>();

/** Reads a compose file of the tree or above it once; a file that is not there holds nothing. */
function lookupIn({ tree, above }: Sources): ComposeLookup {
  const read = READ.get(tree) ?? { known: new Map<string, YamlRead>(), parsed: 0 };
  READ.set(tree, read);
  return (path) => {
    const seen = read.known.get(path);
    if (seen !== undefined) return seen;
    const text = tree.text(path) ?? above.find((one) => one.path === path)?.text ?? "";
    read.parsed += text.length;
    const made = read.parsed > MOST_PARSED ? { documents: [], isWhole: false } : readYaml(text);
    read.known.set(path, made);
    return made;
  };
}

/** What compose files `include:`, with the env files that fill it in: those of the including file win. */
function filledIn(paths: readonly string[], lookup: ComposeLookup): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const path of paths) {
    const home = folderOf(path);
    for (const document of lookup(path).documents) {
      for (const item of itemsOf(fieldOf(document, "include")?.value)) {
        const files = itemsOf(fieldOf(item, "env_file")?.value).map(textOf).toReversed();
        const included = item.kind === "map" ? itemsOf(fieldOf(item, "path")?.value) : [item];
        for (const one of included.map(textOf)) {
          if (one === "" || /^[a-z+]+:\/\/|[$]/.test(one)) continue;
          const at = joinPath(home, one);
          const named = files.length > 0
            ? files.map((file) => joinPath(home, file))
            : [joinPath(folderOf(at), ".env")];
          found.set(at, [...new Set([joinPath(home, ".env"), ...named])]);
        }
      }
    }
  }
  return found;
}

/** What `env_file:` gives services, and fragments that none of them takes over. */
function givenBy(
  sources: Sources,
  { isAbove, services, fragments }: ComposeFile,
  extended: ReadonlySet<YamlNode>,
): readonly SeenLoader[] {
  const place = placeOf(sources);
  const taken = new Set(services.flatMap(envFileNodes));
  const loose = fragments.filter((one) => !envFileNodes(one).some((node) => taken.has(node)));
  const counted = [
    ...services.filter(({ layers, isSupplied }) => !isSupplied && !extended.has(layers.at(-1)!.node)),
    ...loose,
  ].filter((one) => !isAbove || isOfProject(one, place));
  // Services that take over the same list are given the same: it is told from others by its number.
  const numbers = new Map<YamlNode, number>();
  const numberOf = (node: YamlNode) => {
    numbers.set(node, numbers.get(node) ?? numbers.size);
    return numbers.get(node);
  };
  const seen = new Set<string>();
  const found: SeenLoader[] = [];
  for (const service of counted) {
    const nodes = envFileNodes(service);
    const given = sources.names.filter((name) => !setsVariable(service, name));
    const starts = loose.includes(service) ? null : startedBy(service, place);
    const about = JSON.stringify([nodes.map(numberOf), given, starts]);
    if (nodes.length === 0 || given.length === 0 || seen.has(about)) continue;
    if (found.length >= MOST_SIGHTINGS) break;
    seen.add(about);
    const entries = envFilesOf(service);
    // `format: raw` is read as `docker run --env-file` reads.
    for (const [format, dialect] of [["compose", "compose-go"], ["raw", "docker-run"]] as const) {
      const placed = entries.filter((entry) => entry.format === format).flatMap((entry) => {
        const at = placeExactly(entry.file, sources, folderOf(entry.path));
        return at === null ? [] : [{ ...entry, at }];
      });
      const [first] = placed;
      if (first === undefined) continue;
      const reversed = placed.toReversed();
      // Of more than anybody writes only those count that may be there.
      const files = reversed.length > MOST_SIGHTINGS
        ? reversed.filter(({ at }) => sources.known.has(at))
        : reversed;
      found.push({
        dialect,
        path: first.path,
        line: first.line,
        files: files.map(({ at }) => at),
        ...(given.length === sources.names.length ? {} : { names: given }),
        ...(starts === null ? {} : { starts }),
        needs: files.filter(({ presence }) => presence === "required").map(({ at }) => at),
      });
    }
  }
  return found.toSorted((a, b) => a.line - b.line);
}

/** What the project's `.env` is asked for. */
function askedBy(
  sources: Sources,
  { path, isAbove, services, fragments, filledBy }: ComposeFile,
  lookup: ComposeLookup,
): readonly SeenLoader[] {
  const place = placeOf(sources);
  const ours = services.filter(({ isSupplied }) => !isSupplied)
    .filter((service) => !isAbove || isOfProject(service, place));
  const others = isAbove
    ? fragments.filter((fragment) => isOfProject(fragment, place)).flatMap(({ layers }) => layers)
      .map(({ node }) => node)
    : lookup(path).documents.flatMap((document) =>
      document.kind === "map"
        ? document.entries.filter(({ key }) => key !== "services").map(({ value }) => value)
        : []
    );
  const layers = ours.flatMap((service) => service.layers);
  const elsewhere = new Set(layers.filter((layer) => layer.path !== path).map((layer) => layer.path));
  return sources.names.flatMap((name) =>
    [path, ...elsewhere].flatMap((at): readonly SeenLoader[] => {
      const own = layers.filter((layer) => layer.path === at).map(({ node }) => node);
      const line = lineThatAsks(at === path ? [...own, ...others] : own, name);
      return line === null
        ? []
        : [{ dialect: "compose-go-project", path: at, line, files: filledBy, names: [name] }];
    })
  );
}

/**
 * The known env files that a compose file names in any place, where not all of it was understood: one too many is
 * looked at rather than one too few.
 */
function looselyRead(
  { tree, above, known, names }: Sources,
  path: string,
  found: readonly SeenLoader[],
): readonly SeenLoader[] {
  const text = tree.text(path) ?? above.find((one) => one.path === path)?.text ?? "";
  const home = folderOf(path);
  const given = new Set(found.flatMap(({ dialect, files }) => dialect === "compose-go" ? files : []));
  const words = new Set(text.match(/[\w.~/-]+/g)?.filter((word) => /env/i.test(word) && word.length < 512));
  const files = [...words].map((word) => joinPath(home, word)).toReversed()
    .filter((file) => known.has(file) && !given.has(file));
  const at = text.indexOf("env_file");
  return [
    ...(at >= 0 && files.length > 0 ? [{ dialect: "compose-go", path, line: lineAt(text, at), files }] : []),
    ...names.filter((name) =>
      text.includes(name) &&
      !found.some((one) => one.dialect === "compose-go-project" && one.names?.includes(name))
    ).map((name) => ({
      dialect: "compose-go-project",
      path,
      line: lineAt(text, text.indexOf(name)),
      files: [joinPath(home, ".env")],
      names: [name],
    })),
  ];
}

function placeOf({ tree, folder }: Sources): ComposePlace {
  return { root: tree.root, code: join(tree.root, folder) };
}

function withCompose1(seen: SeenLoader): readonly SeenLoader[] {
  return seen.dialect === "docker-run"
    ? [seen]
    : [seen, { ...seen, dialect: seen.dialect.replace("compose-go", "docker-compose-1") }];
}

function namesCompose1({ tree }: Sources): boolean {
  return tree.paths.some((path) =>
    /(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|Pipfile|Dockerfile[^/]*|Makefile|\.sh|\.ya?ml)$/.test(
      path,
    ) &&
    COMPOSE_1.test(tree.text(path) ?? "")
  );
}
