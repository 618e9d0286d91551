import { folderOf, joinPath } from "../../backends/paths.ts";
import { composeEnvFiles, type EnvFileEntry } from "./compose_env_files.ts";
import { fieldOf, fieldsOf, textOf, type YamlEntry, type YamlNode, type YamlRead } from "../read_yaml.ts";

/** What one file says of a service; what is said of it in the file that it extends is another layer. */
export interface ComposeLayer {
  /** The compose file, relative to the root: paths in it are relative to its folder. */
  readonly path: string;
  readonly node: YamlNode;
}

/** A service of a compose file, or a fragment that services may take over. */
export interface ComposeService {
  /** What it extends first, its own last. */
  readonly layers: readonly ComposeLayer[];
  /** Whether it runs an image that holds no application: a database, a broker, a proxy. */
  readonly isSupplied: boolean;
}

/** An env file of a service, with the compose file that names it. */
export interface ServiceEnvFile extends EnvFileEntry {
  readonly path: string;
}

/** What a compose file holds, by its path: nothing where there is none. */
export type ComposeLookup = (path: string) => YamlRead;

/** Images that everybody uses as they are, by the last part of their repository: nothing is added to it. */
const SUPPLIED = new RegExp(
  "^(?:postgres|postgresql|postgis|pgvector|timescaledb|timescaledb-ha|pgbouncer|pgadmin4?|mysql|mariadb|percona|" +
    "mongo|mongodb|mongo-express|redis|redis-stack|redis-stack-server|valkey|keydb|dragonfly|memcached|rabbitmq|" +
    "kafka|cp-kafka|zookeeper|cp-zookeeper|nats|mosquitto|nginx|nginx-unprivileged|traefik|caddy|haproxy|" +
    "httpd|adminer|phpmyadmin|minio|elasticsearch|opensearch|kibana|logstash|grafana|prometheus|loki|jaeger|" +
    "mailhog|mailpit|maildev|mailcatcher|localstack|clickhouse|clickhouse-server|vault|consul|etcd|livekit|" +
    "soketi|cadvisor|portainer|portainer-ce|watchtower|meilisearch|qdrant|neo4j|cassandra|influxdb|certbot)$",
);

/** More of them than anybody writes, and a circle has no end. */
const MOST_LAYERS = 20;

/** The services of a compose file. */
export function composeServices(path: string, lookup: ComposeLookup): readonly ComposeService[] {
  return lookup(path).documents.flatMap((document) => {
    const services = fieldOf(document, "services")?.value;
    return fieldsOf(services).map(({ value }) =>
      serviceOf(layersOf({ path, node: value }, document, lookup))
    );
  });
}

/** The fragments of a compose file that services may take over: what has an `env_file:` in its `x-…` blocks. */
export function composeFragments(path: string, lookup: ComposeLookup): readonly ComposeService[] {
  const found: ComposeService[] = [];
  const visited = new Set<YamlNode>();
  const visit = (node: YamlNode): void => {
    if (node.kind === "text" || visited.has(node)) return;
    visited.add(node);
    if (node.kind === "list") return node.items.forEach(visit);
    if (node.entries.some(({ key }) => key === "env_file")) found.push(serviceOf([{ path, node }]));
    for (const { value } of node.entries) visit(value);
  };
  for (const document of lookup(path).documents) {
    const entries = document.kind === "map" ? document.entries : [];
    for (const { key, value } of entries) if (key.startsWith("x-")) visit(value);
  }
  return found;
}

function serviceOf(layers: readonly ComposeLayer[]): ComposeService {
  const image = textOf(lastField(layers, "image")?.value);
  return { layers, isSupplied: lastField(layers, "build") === undefined && isSupplied(image) };
}

/** A service with what it `extends`, of this file or of another one. */
function layersOf(own: ComposeLayer, document: YamlNode, lookup: ComposeLookup): readonly ComposeLayer[] {
  const layers = [own];
  let [at, within] = [own, document];
  while (layers.length < MOST_LAYERS) {
    const extended = fieldOf(at.node, "extends")?.value;
    const name = textOf(extended?.kind === "map" ? fieldOf(extended, "service")?.value : extended);
    if (name === "") break;
    const file = textOf(fieldOf(extended, "file")?.value);
    const path = file === "" ? at.path : joinPath(folderOf(at.path), file);
    const { documents } = lookup(path);
    const holder = (path === at.path ? [within, ...documents] : documents).find((one) =>
      fieldOf(fieldOf(one, "services")?.value, name) !== undefined
    );
    const node = fieldOf(fieldOf(holder, "services")?.value, name)?.value;
    if (holder === undefined || node === undefined || layers.some((one) => one.node === node)) break;
    [at, within] = [{ path, node }, holder];
    layers.unshift(at);
  }
  return layers;
}

/** What the nearest layer says of a key that no other layer adds to. */
export function lastField(layers: readonly ComposeLayer[], key: string): YamlEntry | undefined {
  return layers.map(({ node }) => fieldOf(node, key)).findLast((field) => field !== undefined);
}

/** The values of `env_file:`, in the order in which Compose reads them: the last one wins. */
export function envFileNodes({ layers }: ComposeService): readonly YamlNode[] {
  return layers.flatMap(({ node }) => fieldOf(node, "env_file")?.value ?? []);
}

/** The env files of a service, the one that wins last; one that is named again keeps its first place, as in compose-go. */
export function envFilesOf({ layers }: ComposeService): readonly ServiceEnvFile[] {
  const found = new Map<string, ServiceEnvFile>();
  for (const { path, node } of layers) {
    const value = fieldOf(node, "env_file")?.value;
    for (const entry of value === undefined ? [] : composeEnvFiles(value)) {
      found.set(`${folderOf(path)}:${entry.file}`, { ...entry, path });
    }
  }
  return [...found.values()];
}

const NAMES = new WeakMap<YamlNode, ReadonlyMap<string, YamlNode | null>>();

/**
 * What `environment:` says of a variable: text, null where it comes from the shell or from the project's `.env`, and
 * undefined where it says nothing.
 */
export function environmentOf(environment: YamlNode, name: string): YamlNode | null | undefined {
  if (environment.kind === "map") {
    const value = fieldOf(environment, name)?.value;
    return value?.kind === "text" && value.isNull ? null : value;
  }
  if (environment.kind === "text") return undefined;
  let known = NAMES.get(environment);
  if (known === undefined) {
    known = new Map(environment.items.flatMap((item) => {
      const written = textOf(item);
      const [own = "", value] = written.split("=", 2);
      return own === "" ? [] : [[own, value === undefined ? null : item]];
    }));
    NAMES.set(environment, known);
  }
  return known.get(name);
}

/** Whether `environment:` names a variable: it then wins over `env_file:`, also where it has no value. */
export function setsVariable({ layers }: ComposeService, name: string): boolean {
  return layers.some(({ node }) => {
    const environment = fieldOf(node, "environment")?.value;
    return environment !== undefined && environmentOf(environment, name) !== undefined;
  });
}

/** Whether an image holds no application, as far as its name tells. */
export function isSupplied(image: string): boolean {
  return SUPPLIED.test(repositoryOf(image));
}

/** `docker.io/library/postgres:16-alpine@sha256:…` is `postgres`. */
function repositoryOf(image: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return name.split(/[:@]/)[0] ?? "";
}
