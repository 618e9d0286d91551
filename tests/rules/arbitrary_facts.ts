import fc, { type Arbitrary } from "fast-check";
import { SYMPTOMS } from "../../src/diagnosis/symptoms.ts";
import { VARIANT_WORDS } from "../../src/rules/key_variant.ts";
import type {
  Assigned,
  CauseFact,
  CiFact,
  DeploymentFact,
  DocumentationFact,
  EmptyStartFact,
  EnvFileFact,
  EnvironmentsFact,
  ExampleFact,
  Facts,
  ForgeryFact,
  GitStatus,
  Hidden,
  InstancesFact,
  KnownKeyFact,
  Learned,
  LoadedFileFact,
  LoaderFact,
  LoginFact,
  Measurement,
  OutputFact,
  PlaceFact,
  ProcessKeyFact,
  ProofFact,
  ReadingFact,
  Relation,
  RestartFact,
  RunningFact,
  SignatureFact,
  StartFact,
  TestsFact,
  UnsafeStartsFact,
  Weakness,
  WorkersFact,
} from "../../src/rules/facts.ts";
import { RULES } from "../../src/rules/mod.ts";

const text = fc.constantFrom("why", "it was not tried", "/api/token/", "shop", "'my shop'");
/** The rules that a cause may name. */
const BLAMED = [...new Set(SYMPTOMS.map(({ rule }) => rule))];
const seconds = fc.double({ min: 0, max: 100, noNaN: true });
const status = fc.integer({ min: 100, max: 599 });
const line = fc.integer({ min: 1, max: 400 });

/** Something that was learned, or was not. */
function learned<T>(value: Arbitrary<T>): Arbitrary<Learned<T>> {
  return fc.oneof(
    { weight: 4, arbitrary: value.map((value) => ({ known: true as const, value })) },
    text.map((why) => ({ known: false as const, why })),
    text.map((why) => ({ known: false as const, why, next: "deno task verify" })),
  );
}

/** A part of the facts that may not have been asked for; it is absent then. */
function optional<T>(name: keyof Facts, value: Arbitrary<T>): Arbitrary<Partial<Facts>> {
  return fc.option(value, { nil: undefined, freq: 8 }).map((value) =>
    value === undefined ? {} : { [name]: value }
  );
}

const weakness: Arbitrary<Weakness> = fc.oneof(
  fc.constantFrom("same", "varied", "encoded").map((how) => ({ kind: "known" as const, how })),
  fc.constantFrom("placeholder", "repeated", "sequence", "words", "few-characters", "guessable")
    .map((kind) => ({ kind })),
);

/** Any measurement, also of keys that nobody would make. */
export const measurement: Arbitrary<Measurement> = fc.record({
  characters: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 })),
  bytes: fc.integer({ min: 0, max: 300 }),
  alphabet: fc.constantFrom("hex", "alphanumeric", "base64url", "base64", "printable", "text", "bytes"),
  weakness: fc.option(weakness),
  forbidden: fc.subarray(["secret", "password", "123456"]),
  guessBits: seconds,
  fingerprint: fc.constantFrom(null, "5f3a91c2"),
});

const assigned: Arbitrary<Assigned> = fc.oneof(
  measurement.map((key) => ({ key })),
  fc.record({ path: fc.constantFrom(".env", ".env.docker"), line, key: measurement }),
);
const relation: Arbitrary<Relation> = fc.constantFrom(
  "unrelated",
  "same",
  "trimmed",
  "quoted",
  "case",
  "contained",
  "encoded",
  "similar",
);
const git: Arbitrary<GitStatus> = fc.oneof(
  fc.constantFrom({ state: "no-work-tree" as const }, { state: "no-git" as const }),
  fc.record({ state: fc.constant("work-tree" as const), tracked: fc.boolean(), ignored: fc.boolean() }),
);
const envFile: Arbitrary<EnvFileFact> = fc.record({
  path: fc.constantFrom(".env", ".env.docker", "deploy/my env"),
  exists: fc.boolean(),
  mode: fc.option(fc.integer({ min: 0, max: 0o777 })),
  git: learned(git),
  jwtKey: fc.option(assigned),
  sessionKey: fc.option(assigned),
  relation: fc.option(relation),
  agrees: fc.boolean(),
  unreadable: fc.option(fc.constant("it is UTF-16"), { freq: 5 }),
});
const reading: Arbitrary<ReadingFact> = fc.record({
  outcome: fc.constantFrom("value", "missing", "error", "unpredictable"),
  line: fc.option(line),
  why: fc.constant("unquoted"),
  key: fc.option(measurement),
  same: fc.option(fc.integer({ min: 0, max: 2 })),
  hidden: fc.option(
    fc.constantFrom<Hidden>(
      { by: "utf-16" },
      { by: "byte-order-mark" },
      { by: "export" },
      { by: "blanks" },
      { by: "earlier-line" },
      { by: "not-exported" },
      { by: "other" },
      { by: "winning-file", path: ".env.local" },
      { by: "nearer-file", path: "backend/.env" },
    ),
  ),
});
const loader: Arbitrary<LoaderFact> = fc.record({
  dialect: fc.constantFrom("python-decouple", "compose-go"),
  title: fc.constantFrom("python-decouple 3", "Docker Compose v2"),
  own: fc.boolean(),
  seen: fc.option(fc.constant({ path: "compose.yaml", line: 4 })),
  precedence: fc.constantFrom("process", "file", "ignores-empty"),
  jwt: fc.option(reading),
  session: fc.option(reading),
  misreads: fc.constantFrom("", "$ "),
  misreadsKey: fc.boolean(),
});
const loadedFile: Arbitrary<LoadedFileFact> = fc.record({
  path: fc.constantFrom(".env", ".env.docker", "deploy/my env"),
  lines: fc.array(line, { maxLength: 3 }),
  valued: fc.array(line, { maxLength: 2 }),
  loaders: fc.array(loader, { maxLength: 3 }),
  flaws: fc.array(
    fc.record({
      line,
      kind: fc.constantFrom("no-equals", "open-quote"),
      effects: fc.array(
        fc.record({
          title: fc.constant("Docker Compose v2"),
          effect: fc.constantFrom("none", "changes", "hides", "refuses"),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});
const processKey: Arbitrary<ProcessKeyFact> = fc.record({
  jwtKey: fc.option(measurement.map((key) => ({ key }))),
  sessionKey: fc.option(measurement.map((key) => ({ key }))),
  relation: fc.option(relation),
  sameAsFile: fc.option(fc.boolean()),
  wins: fc.option(fc.boolean()),
});
const cause: Arbitrary<CauseFact> = fc.record({
  cause: fc.constant("a-cause"),
  title: fc.constant("Something is wrong"),
  rule: fc.constantFrom(...BLAMED),
  line,
  text,
  remedy: fc.constant({ text: "Mend it", commands: ["deno task upgrade shop"] }),
});
const causes = fc.array(cause, { maxLength: 3 });
const start: Arbitrary<StartFact> = fc.record({
  command: fc.constant("python manage.py check"),
  folder: fc.constant("/srv/shop"),
  outcome: fc.constantFrom("starts", "fails", "timed-out"),
  exitCode: fc.option(fc.integer({ min: 0, max: 255 })),
  seconds,
  causes,
  tail: fc.array(text, { maxLength: 3 }),
});
const emptyStart: Arbitrary<EmptyStartFact> = fc.record({
  outcome: fc.constantFrom("refuses", "starts", "not-telling"),
  seconds,
  causes,
});
const unsafeStarts: Arbitrary<UnsafeStartsFact> = fc.record({
  by: fc.constantFrom("file", "environment"),
  cases: fc.uniqueArray(
    fc.record({
      case: fc.constantFrom("missing", "empty", "equal", "short", "placeholder"),
      outcome: fc.constantFrom("refuses", "starts", "not-telling"),
      seconds,
      causes,
    }),
    { selector: (one) => one.case },
  ),
});
const tests: Arbitrary<TestsFact> = fc.record({
  command: fc.constant("manage.py test"),
  folder: fc.constant("/srv/shop"),
  outcome: fc.constantFrom("pass", "fail", "none", "timed-out"),
  exitCode: fc.option(fc.integer({ min: 0, max: 255 })),
  seconds,
  causes,
  tail: fc.array(text, { maxLength: 3 }),
});
const login: Arbitrary<LoginFact> = fc.record({
  url: text,
  status,
  seconds,
  usernameField: text,
  token: fc.option(text),
  causes,
  remarks: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("stale-token" as const), headers: fc.array(text), status, text }),
      fc.record({ kind: fc.constant("sent-again" as const), status, text }),
      fc.record({
        kind: fc.constant("redirect" as const),
        to: text,
        leads: fc.constantFrom("within" as const, "elsewhere" as const),
      }),
      fc.record({ kind: fc.constant("compressed" as const), encoding: text }),
      fc.record({ kind: fc.constant("cut" as const) }),
      fc.record({ kind: fc.constant("retry-after" as const), seconds: fc.nat() }),
    ),
    { maxLength: 2 },
  ),
});
const variant = fc.constantFrom(...Object.keys(VARIANT_WORDS) as (keyof typeof VARIANT_WORDS)[]);
const signature: Arbitrary<SignatureFact> = fc.record({
  token: fc.constantFrom("issued", "accepted"),
  algorithm: fc.constantFrom("HS256", "RS256"),
  signedBy: fc.option(fc.record({
    variant,
    kind: fc.constantFrom(
      "jwt-key",
      "session-key",
      "previous-key",
      "other-file",
      "key-file",
      "empty",
      "known",
      "other",
    ),
    name: text,
  }, { requiredKeys: ["kind", "name"] })),
  notBy: fc.array(text, { maxLength: 2 }),
});
const forgery: Arbitrary<ForgeryFact> = fc.oneof(
  fc.record({
    outcome: fc.constantFrom("accepted", "refused"),
    status,
    where: fc.constant("GET /api/me/"),
  }),
  fc.record({ outcome: fc.constant("nothing-to-forge"), why: text }),
  fc.record({ outcome: fc.constant("unknown"), why: text }),
);
const proof: Arbitrary<ProofFact> = fc.record({
  url: text,
  method: fc.constantFrom("GET", "POST"),
  checksSignatures: fc.boolean(),
  forgeries: fc.dictionary(
    fc.constantFrom(...RULES.filter(({ stage }) => stage === "proof").map(({ id }) => id)),
    forgery,
  ),
});

const said = fc.record({ where: text, status, accepted: fc.boolean() });
const restart: Arbitrary<RestartFact> = fc.record({ where: text, status, accepted: fc.boolean(), seconds });
const few = fc.integer({ min: 0, max: 20 });
const workers: Arbitrary<WorkersFact> = fc.oneof(
  fc.constant({ outcome: "one-process" as const }),
  fc.record({
    outcome: fc.constant("asked" as const),
    command: fc.option(text),
    where: text,
    connections: few,
    refused: few,
    workers: few,
    refusing: few,
  }),
);
const end = fc.constantFrom<0 | 1>(0, 1);
const instances: Arbitrary<InstancesFact> = fc.record({
  instances: fc.constant(["https://a.example", "https://b.example"] as const),
  crossings: fc.array(fc.record({ of: end, at: end, answer: learned(said) }), { maxLength: 2 }),
  sameSigner: fc.option(fc.boolean()),
});
const running: Arbitrary<RunningFact> = fc.record({
  url: text,
  key: fc.option(fc.constantFrom({ path: ".env" }, { path: ".env", line: 3 })),
  reload: fc.array(
    fc.record({ how: text, path: text, line, note: text, commands: fc.array(text, { maxLength: 2 }) }),
    { maxLength: 2 },
  ),
});
const output: Arbitrary<OutputFact> = fc.record({
  keys: fc.subarray(["JWT_SECRET_KEY", "SECRET_KEY"]),
  bytes: fc.nat(),
  printed: fc.boolean(),
  cut: few,
  found: fc.array(
    fc.record({
      key: fc.constantFrom("JWT_SECRET_KEY", "SECRET_KEY"),
      where: text,
      line,
      form: fc.constantFrom("plain", "base64"),
    }),
    { maxLength: 2 },
  ),
});
const knownKey: Arbitrary<KnownKeyFact> = fc.record({
  publicKeys: fc.nat(1000),
  lists: fc.array(fc.record({ path: fc.constant("words.txt"), words: fc.nat() }), { maxLength: 2 }),
  found: fc.option(fc.oneof(
    fc.record({
      kind: fc.constantFrom("public" as const, "example" as const),
      variant: fc.oneof(variant, fc.constant("exact" as const)),
    }),
    fc.record({ kind: fc.constant("word" as const), path: fc.constant("words.txt"), line }),
  )),
});

const path = fc.constantFrom("compose.yaml", "k8s/shop.yaml", ".env.example", "README.md");
const place = fc.record({ path, line });
const given = fc.record({
  path,
  line,
  from: fc.constantFrom("text", "default", "secret", "surroundings"),
});
function placeOf<Kind extends string>(kind: Arbitrary<Kind>): Arbitrary<PlaceFact<Kind>> {
  return fc.record({
    path,
    line,
    kind,
    name: fc.constantFrom("web", "celery worker"),
    role: fc.constantFrom("application", "worker", "cron", "job", "build"),
    jwt: fc.option(given),
    session: fc.option(given),
    others: fc.subarray(["DATABASE_URL", "DJANGO_SETTINGS_MODULE"]),
    unseen: fc.subarray(["Secret shop", ".env.prod"]),
  });
}
const unread = fc.array(fc.record({ path, why: text }), { maxLength: 1 });
const deployment: Arbitrary<DeploymentFact> = fc.record({
  places: fc.array(placeOf(fc.constantFrom("Compose", "Kubernetes", "image build", "systemd")), {
    maxLength: 3,
  }),
  written: fc.array(
    fc.record({
      path,
      line,
      kind: fc.constantFrom("Compose", "Kubernetes"),
      name: text,
      how: fc.constantFrom("text", "default", "encoded"),
      endsInNewline: fc.boolean(),
      isWeak: fc.boolean(),
      git: learned(git),
    }),
    { maxLength: 2 },
  ),
  images: fc.subarray(["Dockerfile", "deploy/Dockerfile"]),
  baked: fc.array(
    fc.record({
      path: fc.constant("Dockerfile"),
      line,
      how: fc.oneof(
        fc.record({ by: fc.constantFrom("ENV" as const, "ARG" as const) }),
        fc.record({ by: fc.constantFrom("COPY" as const, "folder" as const), file: fc.constant(".env") }),
      ),
    }),
    { maxLength: 2 },
  ),
  unread,
});
const ci: Arbitrary<CiFact> = fc.record({
  files: fc.subarray([".github/workflows/test.yml", "tox.ini"]),
  jobs: fc.array(
    fc.tuple(placeOf(fc.constantFrom("GitHub Actions", "GitLab CI", "tox")), fc.boolean())
      .map(([place, emptyForForks]) => ({ ...place, emptyForForks })),
    { maxLength: 3 },
  ),
  unread,
}).chain((ci) =>
  fc.array(placeOf(fc.constantFrom("GitHub Actions", "tox")), { maxLength: 2 }).map((places) =>
    places.length === 0
      ? ci
      : { ...ci, bare: places.map(({ path, line, kind, name, role }) => ({ path, line, kind, name, role })) }
  )
);
const example: Arbitrary<ExampleFact> = fc.record({
  path,
  jwt: fc.option(assigned),
  commentedAt: fc.option(line),
  sessionAt: fc.option(line),
  relation: fc.option(relation),
});
const documentation: Arbitrary<DocumentationFact> = fc.record({
  documents: fc.integer({ min: 0, max: 9 }),
  jwt: fc.array(place, { maxLength: 2 }),
  session: fc.array(place, { maxLength: 2 }),
});
const environments: Arbitrary<EnvironmentsFact> = fc.record({
  files: fc.subarray([".env.production", "billing/.env"]),
  shared: fc.array(
    fc.record({
      path,
      line,
      name: fc.constant("JWT_SECRET_KEY"),
      environment: fc.constantFrom("development", "test", "staging", "production", "service"),
      relation,
      with: fc.record({ path, line: fc.option(line) }),
    }),
    { maxLength: 4 },
  ),
  unread,
});

/** Any facts, also contradictory ones and ones in which nothing was learned. */
export const facts: Arbitrary<Facts> = fc.tuple(
  fc.record({
    project: text,
    names: fc.record({
      jwt: fc.constantFrom("JWT_SECRET_KEY", "SECRET_KEY"),
      session: fc.constantFrom(null, "SECRET_KEY"),
    }),
    algorithm: fc.constantFrom("HS256", "HS384", "HS512", "RS256", "none", "toString"),
    modes: fc.boolean(),
    root: fc.constantFrom("shop", "'my shop'", "~/src/shop"),
    loadsNoFile: fc.boolean(),
    sessionAssumed: fc.boolean(),
  }),
  optional("envFiles", learned(fc.array(envFile, { maxLength: 3 }))),
  optional("loadedFiles", learned(fc.array(loadedFile, { maxLength: 2 }))),
  optional("process", learned(processKey)),
  optional("start", learned(start)),
  optional("emptyStart", learned(emptyStart)),
  optional("unsafeStarts", learned(unsafeStarts)),
  optional("tests", learned(tests)),
  optional("login", learned(login)),
  optional("signature", learned(signature)),
  optional("proof", learned(proof)),
  optional("restart", learned(restart)),
  optional("workers", learned(workers)),
  optional("instances", learned(instances)),
  optional("running", learned(running)),
  optional("output", learned(output)),
  optional("knownKey", learned(knownKey)),
  optional("deployment", learned(deployment)),
  optional("ci", learned(ci)),
  optional("examples", learned(fc.array(example, { maxLength: 2 }))),
  optional("documentation", learned(documentation)),
  optional("environments", learned(environments)),
  optional("replaced", fc.boolean()),
  optional(
    "guard",
    fc.constant({ from: "field", path: "settings.py", line: 3, key: ["if not key:"], placeholder: [] }),
  ),
  optional("signingSite", fc.constant({ path: "settings.py", line: 1, text: "SIMPLE_JWT" })),
).map(([base, ...parts]) => Object.assign(base, ...parts) as Facts);
