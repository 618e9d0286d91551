import type { GivenFact, PlaceFact } from "./facts.ts";
import { listed } from "./loaded_files.ts";
import type { Evidence } from "./rule.ts";

/** Places by whether they hand over the JWT key. */
export interface JudgedPlaces<Place> {
  readonly handing: readonly Place[];
  readonly lacking: readonly Place[];
  /** Those that may have it from a file or an object that is not in the project. */
  readonly unsure: readonly Place[];
}

/** Sorts places by whether they hand over the JWT key. */
export function judgePlaces<Place extends PlaceFact<string>>(places: readonly Place[]): JudgedPlaces<Place> {
  const without = places.filter(({ jwt }) => jwt === null);
  return {
    handing: places.filter(({ jwt }) => jwt !== null),
    lacking: without.filter(({ unseen }) => unseen.length === 0),
    unsure: without.filter(({ unseen }) => unseen.length > 0),
  };
}

/** Where a place is that lacks the key, and what it has instead. */
export function lackingEvidence(place: PlaceFact<string>, session: string | null): Evidence {
  const others = [...(place.session === null || session === null ? [] : [session]), ...place.others];
  const line = place.session?.path === place.path ? place.session.line : place.line;
  const given = others.length === 0 ? "is given no key" : `is given ${listed(others)} alone`;
  const file = envFileOf(place);
  const by = file === null || place.session === null ? "" : `, by ${file}:${place.session.line}`;
  return { path: place.path, line, text: `${titleOf(place)} ${given}${by}` };
}

/** The env file that gives a place the session key: where that lacks the JWT key, it is the file that is to be mended. */
export function envFileOf({ path, session }: PlaceFact<string>): string | null {
  return session === null || session.path === path || OTHER_FILE.test(session.path) ? null : session.path;
}

/** Manifests, charts and the files that others extend. */
const OTHER_FILE = /\.(?:ya?ml|json|toml|tpl|conf|service|ini|cfg)$|(?:^|\/)[^/.]+$/i;

/** Where a place has the key from. */
export function handingEvidence(place: PlaceFact<string>): Evidence {
  const given = place.jwt;
  if (given === null) return { path: place.path, line: place.line, text: titleOf(place) };
  const by = given.path === place.path ? WORDS[given.from] : `by ${given.path}:${given.line}`;
  const line = given.path === place.path ? given.line : place.line;
  return { path: place.path, line, text: `${titleOf(place)}: ${by}` };
}

/** Where a place is of which it is not known what it is given. */
export function unsureEvidence(place: PlaceFact<string>): Evidence {
  return {
    path: place.path,
    line: place.line,
    text: `${titleOf(place)}: what ${listed(place.unseen)} holds is not in the project`,
  };
}

const WORDS = {
  text: "it is written there",
  default: "with a default",
  secret: "from the store of secrets",
  surroundings: "from where it is started",
} as const satisfies Record<GivenFact["from"], string>;

const ROLES = {
  application: "",
  worker: ", a worker",
  cron: ", a scheduled job",
  job: ", a job",
  build: "",
} as const satisfies Record<PlaceFact["role"], string>;

/** `worker (Compose, a worker)`, for a person. */
export function titleOf({ name, kind, role }: Pick<PlaceFact<string>, "name" | "kind" | "role">): string {
  return `${name} (${kind}${ROLES[role]})`;
}

/** `1 place`, `3 places`. */
export function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
