import { join, resolve } from "@std/path";
import { folderOf, joinPath, nameOf, upward } from "../backends/paths.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import type { Host } from "../io/host.ts";
import type {
  BakedKeyFact,
  DeploymentFact,
  DescriptorKind,
  GitStatus,
  Learned,
  PlaceFact,
  UnreadFact,
  WrittenKeyFact,
} from "../rules/facts.ts";
import { type BuildStage, buildStages } from "../source/deploy/dockerfile.ts";
import { isLeftOut } from "../source/deploy/dockerignore.ts";
import { type Handed, isToBeFilledIn, type Place } from "../source/deploy/place.ts";
import { measure } from "../strength.ts";
import { isReadable } from "./choose_env_file.ts";
import { allEnvFiles } from "./env_values.ts";
import { gatherGit } from "./git.ts";
import { isBeside } from "./loaders/is_beside.ts";
import { type PlaceContext, placeContext } from "./place_context.ts";
import { handedOf, judgePlace, shownName } from "./place_facts.ts";
import type { Project } from "./project.ts";
import { isAbove, projectFiles } from "./project_files.ts";
import { readDescriptors } from "./read_descriptors.ts";
import { shownPath } from "./shown_path.ts";

type World = Pick<Host, "files" | "git" | "may">;

/** More of them than a report is read for, each of which costs three questions to git. */
const MOST_WRITTEN = 50;
const MOST_SHOWN = 200;
const DOCKERFILE =
  /(?:^|\/)(?:(?:[^/]*\.)?(?:Dockerfile|Containerfile)|(?:Dockerfile|Containerfile)[._-][^/]*)$/;
const EXAMPLE = /example|sample|template|dist|default/i;

/** What the deployment descriptors of a project say of the JWT key; reads files and asks git. */
export async function gatherDeployment(host: World, project: Project): Promise<Learned<DeploymentFact>> {
  const around = projectFiles(host.files, project);
  const context = placeContext(host.files, project, around);
  const { jwt, session } = project.names;
  const names = [jwt, ...(session === null ? [] : [session]), ...context.settings];
  const { places, services, objects, unread } = readDescriptors(around, names);
  const unreadImages: UnreadFact[] = [];
  const images = around.paths.filter((path) =>
    DOCKERFILE.test(path) && !isBeside(path) && !path.endsWith(".dockerignore") && !isAbove(path)
  );
  const builds = images.flatMap((path) => {
    const text = around.text(path);
    if (text === null) unreadImages.push({ path, why: "it may not be read, or has more than 1 MiB" });
    return text === null ? [] : [{ path, stages: buildStages(path, text) }];
  });
  const runs = builds.flatMap(({ stages }) => stages.flatMap((stage) => stage.runs));
  const all = [...places, ...runs].flatMap((place) => {
    const judged = judgePlace(place as Place<DescriptorKind>, context, services.get(place));
    return judged === null ? [] : [{ place, ...judged }];
  });
  // A worker of the same image that is given nothing at all has no key either.
  const own = new Set(
    all.filter(({ isGiven, fact }) => isGiven && isTold(fact)).map(({ place }) => codeOf(place)),
  );
  const judged = all.filter(({ place, fact, isGiven }) =>
    isGiven ||
    (RUNS_BESIDE.has(fact.role) && fact.unseen.length === 0 && place.image !== undefined &&
      own.has(codeOf(place)))
  );
  const written = [
    ...judged.filter(({ fact }) => fact.kind !== "image build").flatMap(({ place, fact }) => {
      const one = handedOf(jwt, place);
      return one === undefined ? [] : writtenKey(one, fact);
    }),
    ...objects.flatMap(({ name, kind, entries }) =>
      entries.filter((one) => one.name === jwt).flatMap((one) =>
        writtenKey(one, { path: one.path ?? "", kind: "Kubernetes", name: shownName(`${kind} ${name}`) })
      )
    ),
  ];
  const distinct = new Map(written.map((one) => [`${one.path}:${one.line}`, one]));
  const asked = new Map<string, Learned<GitStatus>>();
  const facts: WrittenKeyFact[] = [];
  for (const one of [...distinct.values()].slice(0, MOST_WRITTEN)) {
    const git = asked.get(one.path) ?? await gatherGit(host, resolve(project.root, one.path));
    asked.set(one.path, git);
    facts.push({ ...one, git });
  }
  return {
    known: true,
    value: {
      places: inOrder(judged.map(({ fact }) => fact)),
      written: facts,
      images: builds.map(({ path }) => path),
      baked: builds.filter(({ path }) => !isOther(path, context))
        .flatMap((build) => bakedKeys(build, context)).slice(0, MOST_SHOWN),
      unread: [...unread, ...unreadImages],
    },
  };
}

const RUNS_BESIDE: ReadonlySet<PlaceFact["role"]> = new Set(["worker", "cron", "job"]);

function isTold({ jwt, session }: PlaceFact): boolean {
  return jwt !== null || session !== null;
}

/** What a place runs, with the file where that is said relative to it. */
function codeOf({ kind, path, image }: Place): string {
  return `${kind === "Compose" ? folderOf(path) : ""}:${image ?? ""}`;
}

function inOrder(facts: readonly PlaceFact[]): readonly PlaceFact[] {
  return facts.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line)
    .slice(0, MOST_SHOWN);
}

/** A key that is written down, without the key; nothing where the text only says what is to be filled in. */
function writtenKey(
  { value, line, path }: Handed,
  at: { readonly path: string; readonly kind: DescriptorKind; readonly name: string },
): readonly Omit<WrittenKeyFact, "git">[] {
  if (value.kind !== "text" && value.kind !== "default") return [];
  const encoded = value.kind === "text" && value.encoding === "base64" ? decoded(value.text) : null;
  const text = encoded ?? value.text;
  if (text.trim() === "" || isToBeFilledIn(text) || isToBeFilledIn(value.text)) return [];
  return [{
    path: path ?? at.path,
    line,
    kind: at.kind,
    name: at.name,
    how: encoded === null ? value.kind : "encoded",
    endsInNewline: /[\r\n]$/.test(text),
    isWeak: measure(new TextEncoder().encode(text.trim())).weakness !== null,
  }];
}

function decoded(text: string): string | null {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(text.replaceAll(/\s/g, "")));
  } catch {
    return null;
  }
}

function isOther(path: string, { siblings, sources }: PlaceContext): boolean {
  const [first = ""] = path.split("/");
  return path.includes("/") && siblings.has(first) && first !== sources.folder.split("/")[0];
}

/** What makes the key a part of the image that a Dockerfile builds: its last stage. */
function bakedKeys(
  { path, stages }: { readonly path: string; readonly stages: readonly BuildStage[] },
  context: PlaceContext,
): readonly BakedKeyFact[] {
  const image = stages.at(-1);
  if (image === undefined) return [];
  const { jwt } = context.project.names;
  const variables = image.variables.filter(({ name, value }) =>
    name === jwt && !(value.kind === "text" && value.text === "")
  );
  const home = contextOf(path, image, context);
  const ignored = context.project.tree.text(joinPath(folderOf(path), `${nameOf(path)}.dockerignore`)) ??
    context.project.tree.text(joinPath(home, ".dockerignore")) ?? "";
  const holding = allEnvFiles(context.project).map((file) => shownPath(context.project, file))
    .filter((file) => !file.startsWith("/") && holdsKey(file, context));
  return [
    ...variables.map(({ line, by }) => ({ path, line, how: { by } })),
    ...image.copies.flatMap(({ sources, line }) =>
      sources.slice(0, 100).flatMap((source): readonly BakedKeyFact[] => {
        const at = joinPath(home, source.replace(/^\/+/, ""));
        const own = holding.find((file) => file === at || globbed(source, home)?.test(file));
        const fits = (file: string) => !isLeftOut(home === "" ? file : file.slice(home.length + 1), ignored);
        if (own !== undefined) return fits(own) ? [{ path, line, how: { by: "COPY", file: own } }] : [];
        const isFolder = at === "" || context.project.tree.paths.some((one) => one.startsWith(`${at}/`));
        const inside = isFolder
          ? holding.find((file) =>
            (at === "" || file.startsWith(`${at}/`)) && fits(file) && !EXAMPLE.test(nameOf(file))
          )
          : undefined;
        if (inside !== undefined) return [{ path, line, how: { by: "folder", file: inside } }];
        const isEnv = /^\.env(?:\.[\w-]+)?$/.test(nameOf(at)) && !EXAMPLE.test(nameOf(at));
        return isEnv && !isThere(at, context) ? [{ path, line, how: { by: "COPY", file: at } }] : [];
      })
    ),
  ];
}

/** The folder that a build is given: the nearest in which everything is that is copied. */
function contextOf(path: string, { copies }: BuildStage, { project: { tree } }: PlaceContext): string {
  const named = copies.flatMap(({ sources }) => sources).filter((source) =>
    !/[*?$]|^https?:/.test(source) && !/^\.?\/?$/.test(source)
  ).slice(0, 20);
  const folders = upward(folderOf(path));
  const counts = folders.map((folder) =>
    named.filter((source) => {
      const at = joinPath(folder, source.replace(/^\/+/, "").replace(/\/+$/, ""));
      return tree.paths.some((one) => one === at || one.startsWith(`${at}/`));
    }).length
  );
  const most = Math.max(...counts);
  return folders[counts.indexOf(most)] ?? folderOf(path);
}

function globbed(source: string, home: string): RegExp | null {
  if (!source.includes("*") || (source.match(/\*/g)?.length ?? 0) > 4 || source.length > 200) return null;
  const plain = source.replace(/^\.?\/+/, "").replace(/[\\^$.|+(){}[\]?]/g, "\\$&").replaceAll(
    /\*+/g,
    "[^/]*",
  );
  return new RegExp(`^${home === "" ? "" : `${home.replace(/[\\^$.|+(){}[\]?*]/g, "\\$&")}/`}${plain}$`);
}

function isThere(path: string, { project, files }: PlaceContext): boolean {
  return isReadable(files, join(project.root, path));
}

/** Whether an env file of the project, or a template of one, gives the JWT key a value. */
function holdsKey(path: string, { project, files }: PlaceContext): boolean {
  const absolute = join(project.root, path);
  if (!isReadable(files, absolute)) return false;
  const reading = dialectForFile(project.dialect, absolute).read(files.read(absolute), project.names.jwt, {});
  return reading.outcome === "value" && reading.value !== "";
}
