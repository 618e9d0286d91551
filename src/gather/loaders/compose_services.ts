/** Lines of a compose file as indexes into it, the last one excluded. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

/** One service of a compose file, as far as its lines tell. */
export interface ComposeService extends Block {
  /** Whether it runs an image that holds no application: a database, a broker, a proxy. */
  readonly isSupplied: boolean;
  /** The variables that its `environment:` gives a value, which wins over `env_file:`. */
  readonly sets: ReadonlySet<string>;
}

/** Images that everybody uses as they are, by the last part of their name. */
const SUPPLIED = new RegExp(
  "^(?:postgres|postgresql|postgis|pgvector|timescaledb|pgbouncer|pgadmin4?|mysql|mariadb|percona|mongo|mongodb|" +
    "redis|valkey|keydb|dragonfly|memcached|rabbitmq|kafka|zookeeper|nats|mosquitto|nginx|traefik|caddy|haproxy|" +
    "httpd|adminer|phpmyadmin|minio|elasticsearch|opensearch|kibana|logstash|grafana|prometheus|loki|jaeger|" +
    "mailhog|mailpit|maildev|mailcatcher|localstack|clickhouse|vault|consul|etcd|livekit|soketi|cadvisor|" +
    "portainer|watchtower|meilisearch|qdrant|neo4j|cassandra|influxdb|certbot)(?:[-_].*)?$",
);

/** The services of a compose file. Its lines come without their comments. */
export function composeServices(rows: readonly string[]): readonly ComposeService[] {
  const head = rows.findIndex((row) => /^["']?services["']?\s*:\s*$/.test(row));
  if (head < 0) return [];
  const end = rows.findIndex((row, index) => index > head && /^\S/.test(row));
  const last = end < 0 ? rows.length : end;
  const depth = indentOf(rows.slice(head + 1, last).find((row) => row.trim() !== "") ?? "");
  const starts = rows.flatMap((row, index) =>
    index > head && index < last && row.trim() !== "" && indentOf(row) === depth ? [index] : []
  );
  return starts.map((from, index) => serviceOf(rows, from, starts[index + 1] ?? last));
}

/** The fragments of a compose file that services may take over: its `x-…` blocks. */
export function composeFragments(rows: readonly string[]): readonly Block[] {
  const heads = rows.flatMap((row, index) => /^\S/.test(row) ? [index] : []);
  return heads.flatMap((from, index) =>
    /^["']?x-/.test(rows[from] ?? "") ? [{ from, to: heads[index + 1] ?? rows.length }] : []
  );
}

function serviceOf(rows: readonly string[], from: number, to: number): ComposeService {
  const block = rows.slice(from + 1, to).filter((row) => row.trim() !== "");
  const depth = indentOf(block[0] ?? "");
  const own = (key: string) =>
    block.find((row) => indentOf(row) === depth && row.trimStart().startsWith(`${key}:`));
  const image = /^\s*image:\s*["']?([^"'\s]+)/.exec(own("image") ?? "")?.[1] ?? "";
  const isSupplied = own("build") === undefined && SUPPLIED.test(repositoryOf(image));
  return { from, to, isSupplied, sets: setBy(block, depth) };
}

/** `docker.io/library/postgres:16-alpine@sha256:…` is `postgres`. */
function repositoryOf(image: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return name.split(/[:@]/)[0] ?? "";
}

function setBy(block: readonly string[], depth: number): ReadonlySet<string> {
  const at = block.findIndex((row) => indentOf(row) === depth && /^\s*environment\s*:\s*$/.test(row));
  const found = new Set<string>();
  for (const row of at < 0 ? [] : block.slice(at + 1)) {
    if (indentOf(row) < depth || (indentOf(row) === depth && !row.trimStart().startsWith("-"))) break;
    const name = /^\s*(?:-\s+["']?([\w.-]+)=|["']?([\w.-]+)["']?\s*:\s*\S)/.exec(row);
    if (name) found.add(name[1] ?? name[2] ?? "");
  }
  return found;
}

/** The blanks before a row's first sign. */
export function indentOf(row: string): number {
  return row.search(/\S|$/);
}
