import { dirname, join } from "@std/path";
import { folderOf } from "../../backends/paths.ts";
import { type ComposeLayer, type ComposeService, envFilesOf } from "../../source/deploy/compose_services.ts";
import { placeExactly } from "./place_env_file.ts";
import { fieldOf, textOf, type YamlNode } from "../../source/read_yaml.ts";

/** The root that paths are relative to, and the folder of the code that is asked for: absolute. */
export interface ComposePlace {
  readonly root: string;
  readonly code: string;
}

/**
 * Whose code a service runs, by what it is built from and what it mounts; null where that does not tell: an image,
 * or a build of the whole repository.
 */
export function startedBy(
  { layers }: ComposeService,
  { root, code }: ComposePlace,
): "the application" | "another" | null {
  const built = layers.map((layer) => builtFrom(layer, root)).findLast((one) => one !== null) ?? null;
  const mounts = mountsIn({ layers }, root);
  if ([built?.context, built?.dockerfile, ...mounts].some((place) => place != null && isIn(place, code))) {
    return "the application";
  }
  return built?.context == null || isIn(code, built.context) ? null : "another";
}

/** Whether a service has to do with what lies below the root: by its build, by what it mounts or by its env file. */
export function isOfProject(service: ComposeService, { root }: ComposePlace): boolean {
  return startedBy(service, { root, code: root }) === "the application" ||
    envFilesOf(service).some(({ file, path }) => {
      const at = placed(file, join(root, folderOf(path)));
      return at !== null && isIn(at, root);
    });
}

/** Folders, absolute; null where they are computed or lie elsewhere. */
interface Built {
  readonly context: string | null;
  readonly dockerfile: string | null;
}

function builtFrom({ path, node }: ComposeLayer, root: string): Built | null {
  const build = fieldOf(node, "build")?.value;
  if (build === undefined) return null;
  // A build that names no context has that of the file's own folder.
  const written = textOf(build.kind === "map" ? fieldOf(build, "context")?.value : build) || ".";
  const context = placed(written, join(root, folderOf(path)));
  const named = textOf(fieldOf(build, "dockerfile")?.value);
  const dockerfile = context === null || named === "" ? null : placed(named, context);
  return { context, dockerfile: dockerfile === null ? null : dirname(dockerfile) };
}

/** What a service mounts, absolute: files and folders of this machine. */
export function mountsIn({ layers }: Pick<ComposeService, "layers">, root: string): readonly string[] {
  return layers.flatMap((layer) => mountsOf(layer, root));
}

function mountsOf({ path, node }: ComposeLayer, root: string): readonly string[] {
  const volumes = fieldOf(node, "volumes")?.value;
  const items: readonly YamlNode[] = volumes?.kind === "list" ? volumes.items : [];
  return items.flatMap((item) => {
    const written = textOf(item.kind === "map" ? fieldOf(item, "source")?.value : item);
    const mount = /^[./~][^:]*/.exec(written)?.[0].trim();
    return mount === undefined ? [] : placed(mount, join(root, folderOf(path))) ?? [];
  });
}

const NOTHING: ReadonlySet<string> = new Set();

function placed(written: string, home: string): string | null {
  const path = placeExactly(written, { known: NOTHING }, "");
  if (path === null || path.startsWith("~") || /^[a-z+]+:\/\//.test(path)) return null;
  return path.startsWith("/") ? join(path) : join(home, path);
}

/** Whether a path is a folder or lies in it. */
export function isIn(path: string, folder: string): boolean {
  const plain = path.replace(/(?<=.)\/$/, "");
  return plain === folder || plain.startsWith(folder === "/" ? folder : `${folder}/`);
}
