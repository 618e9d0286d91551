import { folderOf, joinPath, nameOf } from "../backends/paths.ts";
import type { UnreadFact } from "../rules/facts.ts";
import { azurePlaces } from "../source/deploy/azure_pipelines.ts";
import { bitbucketPlaces, jenkinsPlace, travisPlaces } from "../source/deploy/ci_systems.ts";
import { circlePlaces } from "../source/deploy/circle_ci.ts";
import { type ComposePlaceRead, composePlaces, withBases } from "../source/deploy/compose.ts";
import type { ComposeService } from "../source/deploy/compose_services.ts";
import { workflowPlaces } from "../source/deploy/github_actions.ts";
import { gitlabPlaces } from "../source/deploy/gitlab_ci.ts";
import { chartPlace } from "../source/deploy/helm.ts";
import {
  type Container,
  readManifest,
  resolveContainers,
  type StoreObject,
} from "../source/deploy/kubernetes.ts";
import type { Place } from "../source/deploy/place.ts";
import {
  appJsonPlaces,
  cronPlaces,
  ecsPlaces,
  flyPlaces,
  procfilePlaces,
  renderPlaces,
  serverlessPlaces,
  supervisorPlaces,
  vercelPlaces,
} from "../source/deploy/platforms.ts";
import { unitPlace } from "../source/deploy/systemd.ts";
import { pytestPlaces, toxPlaces } from "../source/deploy/test_settings.ts";
import { readYaml, type YamlRead } from "../source/read_yaml.ts";
import { isComposeText } from "./loaders/compose_loaders.ts";
import { isBeside } from "./loaders/is_beside.ts";
import { isUnit } from "./loaders/systemd_loaders.ts";
import type { ProjectFiles } from "./project_files.ts";

/** The places that the files of a project show. */
export interface DescriptorsRead {
  readonly places: readonly Place[];
  /** Of the places of Compose. */
  readonly services: ReadonlyMap<Place, ComposeService>;
  /** The Secrets and ConfigMaps of all manifests. */
  readonly objects: readonly StoreObject[];
  readonly unread: readonly UnreadFact[];
}

/** More YAML than all descriptors of any project have: a stranger's could keep the parser busy for minutes. */
const MOST_PARSED = 1 << 19;
const TOO_MUCH = "it is too long, nested too deep, or no YAML";

const READERS = new WeakMap<ProjectFiles, (path: string) => YamlRead>();

/** Reads the YAML of a project within one budget, each file once. */
function yamlReader(files: ProjectFiles): (path: string) => YamlRead {
  const known = READERS.get(files);
  if (known !== undefined) return known;
  const read = new Map<string, YamlRead>();
  let parsed = 0;
  const reader = (path: string): YamlRead => {
    const seen = read.get(path);
    if (seen !== undefined) return seen;
    const text = files.text(path);
    parsed += text?.length ?? 0;
    const made = text === null || parsed > MOST_PARSED ? { documents: [], isWhole: false } : readYaml(text);
    read.set(path, made);
    return made;
  };
  READERS.set(files, reader);
  return reader;
}

/** Files of services whose folder tells what they are. */
const STACK = /(?:^|\/)(?:docker-?)?(?:compose|swarm|stacks?|docker)\/[^/]+$/i;
const SERVICES = /^["']?services["']?[ \t]*:/m;
const MANIFEST = /^[ \t]*["']?(?:kind|apiVersion)["']?[ \t]*:/m;
const IN_CHART = /(?:^|\/)templates\//;
const VALUES = /(?:^|\/)values[^/]*\.ya?ml$/;
const TEMPLATE_OF_ONE = /(?:^|[._/-])(?:examples?|samples?|templates?|dist)(?:[._/-]|$)/i;

/** Kinds of files that are one YAML or JSON document each, by their names. */
const DOCUMENTS = [
  { like: /(?:^|\/)app\.json$/, read: appJsonPlaces },
  { like: /(?:^|\/)render\.ya?ml$/, read: renderPlaces },
  { like: /(?:^|\/)vercel\.json$/, read: vercelPlaces },
  { like: /(?:^|\/)serverless\.ya?ml$/, read: serverlessPlaces },
  { like: /(?:^|\/)[^/]*task[-_]?def(?:inition)?[^/]*\.json$/i, read: ecsPlaces },
] as const;

const TEXTS = [
  { like: /(?:^|\/)fly(?:\.[\w-]+)?\.toml$/, read: flyPlaces },
  { like: /(?:^|\/)(?:supervisord?[^/]*\.conf|supervisor\/[^/]+\.(?:conf|ini))$/, read: supervisorPlaces },
  { like: /(?:^|\/)(?:crontab[^/]*|[^/]+\.cron(?:tab)?|cron\.d\/[^/]+|cronjobs?)$/, read: cronPlaces },
  { like: /(?:^|\/)Procfile[^/]*$/, read: procfilePlaces },
] as const;

/** Everything that starts the application where it is deployed, but images. */
export function readDescriptors(files: ProjectFiles, names: readonly string[]): DescriptorsRead {
  const yaml = yamlReader(files);
  const places: Place[] = [];
  const services = new Map<Place, ComposeService>();
  const unread: UnreadFact[] = [];
  const composed: ComposePlaceRead[] = [];
  const containers: Container[] = [];
  const objects: StoreObject[] = [];
  const units = new Map<string, { path: string; text: string }[]>();
  const charts = new Set(files.paths.filter((path) => nameOf(path) === "Chart.yaml").map(folderOf));
  const isOfChart = (path: string) =>
    (IN_CHART.test(path) || VALUES.test(path) || nameOf(path) === "Chart.yaml") &&
    [...charts].some((chart) => isIn(path, chart));

  for (const path of files.paths) {
    const isYaml = /\.ya?ml$/i.test(path);
    if (isBeside(path) || isCi(path) || (isOfChart(path) && isYaml)) continue;
    const text = () => files.text(path) ?? "";
    if (isYaml && (isComposeText(path, text) || (STACK.test(path) && SERVICES.test(text())))) {
      composed.push(...composePlaces(path, yaml));
      if (!yaml(path).isWhole) unread.push({ path, why: TOO_MUCH });
      continue;
    }
    const whole = DOCUMENTS.find(({ like }) => like.test(path));
    if (whole !== undefined) {
      const { documents, isWhole } = yaml(path);
      places.push(...whole.read({ path, documents }));
      if (!isWhole && names.some((name) => text().includes(name))) unread.push({ path, why: TOO_MUCH });
      continue;
    }
    if (isYaml) {
      if (!MANIFEST.test(text()) && !/^kustomization\.ya?ml$/.test(nameOf(path))) continue;
      if (TEMPLATE_OF_ONE.test(nameOf(path)) || !mayHandOver(text(), names)) continue;
      const { documents, isWhole } = yaml(path);
      const manifest = readManifest(path, documents);
      containers.push(...manifest.containers);
      objects.push(...manifest.objects);
      if (!isWhole && !text().includes("{{")) unread.push({ path, why: TOO_MUCH });
      continue;
    }
    if (isUnit(path) && !TEMPLATE_OF_ONE.test(nameOf(path).replace(/\.(?:j2|tmpl|in)$/, ""))) {
      const unit = path.replace(/\.d\/[^/]+\.conf$/, "");
      units.set(unit, [...units.get(unit) ?? [], { path, text: text() }]);
      continue;
    }
    const plain = TEXTS.find(({ like }) => like.test(path));
    if (plain !== undefined) places.push(...plain.read(path, text()));
  }
  for (const { place, service } of withBases(composed)) {
    places.push(place);
    services.set(place, service);
  }
  for (const [unit, parts] of units) {
    const place = unitPlace(nameOf(unit), parts);
    if (place !== null) places.push(place);
  }
  for (const chart of charts) {
    const texts = files.paths.filter((path) =>
      isIn(path, chart) && (VALUES.test(path) || (IN_CHART.test(path) && /\.(?:ya?ml|tpl)$/.test(path)))
    ).map((path) => ({ path, text: files.text(path) ?? "" }));
    const place = chartPlace(joinPath(chart, "Chart.yaml"), { texts, names });
    if (place !== null) places.push(place);
  }
  places.push(...resolveContainers(containers, objects));
  return { places, services, objects, unread };
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(folder === "" ? "" : `${folder}/`);
}

/** Most manifests hand over nothing: those are not worth reading. */
function mayHandOver(text: string, names: readonly string[]): boolean {
  return /\b(?:envFrom|env|secretGenerator|configMapGenerator)\b/.test(text) ||
    names.some((name) => text.includes(name));
}

const WORKFLOW = /^(?:\.\.\/)*\.github\/workflows\/[^/]+\.ya?ml$/;
const CI = [
  { like: /(?:^|\/)\.gitlab-ci\.ya?ml$|^(?:\.\.\/)*\.gitlab\/.+\.ya?ml$/, read: gitlabPlaces },
  { like: /^(?:\.\.\/)*\.circleci\/[^/]+\.ya?ml$/, read: circlePlaces },
  { like: /(?:^|\/)azure-pipelines[^/]*\.ya?ml$/, read: azurePlaces },
  { like: /(?:^|\/)bitbucket-pipelines\.ya?ml$/, read: bitbucketPlaces },
  { like: /(?:^|\/)\.travis\.ya?ml$/, read: travisPlaces },
] as const;
const JENKINS = /(?:^|\/)(?:Jenkinsfile[^/]*|[^/]+\.jenkinsfile)$/;
const TOX = /(?:^|\/)tox\.ini$/;
const PYTEST = /(?:^|\/)(?:pytest\.ini|setup\.cfg|tox\.ini|pyproject\.toml)$/;

function isCi(path: string): boolean {
  return path.includes(".github/") || CI.some(({ like }) => like.test(path));
}

/** What CI says, as places, and its files. */
export function readCi(files: ProjectFiles, names: readonly string[]): {
  readonly places: readonly Place[];
  readonly files: readonly string[];
  readonly unread: readonly UnreadFact[];
} {
  const yaml = yamlReader(files);
  const places: Place[] = [];
  const found: string[] = [];
  const unread: UnreadFact[] = [];
  const action = (folder: string) =>
    ["", "../", "../../", "../../../"].flatMap((up) =>
      ["action.yml", "action.yaml"].map((name) => `${up}${folder}/${name}`)
    ).filter((path) => files.known.has(path)).slice(0, 1).flatMap((path) => yaml(path).documents);
  for (const path of files.paths) {
    const system = CI.find(({ like }) => like.test(path));
    if (WORKFLOW.test(path) || system !== undefined) {
      found.push(path);
      const { documents, isWhole } = yaml(path);
      places.push(
        ...system?.read({ path, documents }) ?? workflowPlaces(path, documents, { names, action }),
      );
      if (!isWhole && names.some((name) => files.text(path)?.includes(name) ?? true)) {
        unread.push({ path, why: TOO_MUCH });
      }
    } else if (JENKINS.test(path)) {
      found.push(path);
      places.push(jenkinsPlace(path, files.text(path) ?? ""));
    } else if ((TOX.test(path) || PYTEST.test(path)) && !isBeside(path)) {
      const text = files.text(path) ?? "";
      const own = [...(TOX.test(path) ? toxPlaces(path, text) : []), ...pytestPlaces(path, text)];
      if (own.length > 0) found.push(path);
      places.push(...own);
    }
  }
  return { places, files: found, unread };
}
