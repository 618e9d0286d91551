import type {
  BakedKeyFact,
  BareJobFact,
  CiFact,
  CiJobFact,
  CiKind,
  DeploymentFact,
  DescriptorKind,
  DocumentationFact,
  EnvironmentFact,
  EnvironmentsFact,
  ExampleFact,
  GivenFact,
  PlaceFact,
  UnreadFact,
  WrittenKeyFact,
} from "../../rules/facts.ts";
import { assignedOrNull, gitStatus, learned, place, relation } from "./keys.ts";
import {
  constant,
  either,
  flag,
  list,
  number,
  object,
  optional,
  orNull,
  type Shape,
  text,
  word,
} from "./shape.ts";

const role = word<PlaceFact["role"]>({ "application": 1, "worker": 1, "cron": 1, "job": 1, "build": 1 });
const descriptorKind = word<DescriptorKind>({
  "Compose": 1,
  "Kubernetes": 1,
  "Helm": 1,
  "systemd": 1,
  "image build": 1,
  "Procfile": 1,
  "app.json": 1,
  "Render": 1,
  "Fly": 1,
  "Vercel": 1,
  "supervisor": 1,
  "cron": 1,
  "ECS": 1,
  "Serverless": 1,
});

const ciKind = word<CiKind>({
  "GitHub Actions": 1,
  "GitLab CI": 1,
  "CircleCI": 1,
  "Azure Pipelines": 1,
  "Bitbucket Pipelines": 1,
  "Travis CI": 1,
  "Jenkins": 1,
  "tox": 1,
  "pytest": 1,
  "env file": 1,
});

const given = orNull(object<GivenFact>({
  path: text,
  line: number,
  from: word<GivenFact["from"]>({ "text": 1, "default": 1, "secret": 1, "surroundings": 1 }),
}));

const placeFields = {
  path: text,
  line: number,
  name: text,
  role,
  jwt: given,
  session: given,
  others: list(text),
  unseen: list(text),
};

const unread = list(object<UnreadFact>({ path: text, why: text }));

const written = object<WrittenKeyFact>({
  path: text,
  line: number,
  kind: descriptorKind,
  name: text,
  how: word<WrittenKeyFact["how"]>({ "text": 1, "default": 1, "encoded": 1 }),
  endsInNewline: flag,
  isWeak: flag,
  git: learned(gitStatus),
});

type Baked<B> = Extract<BakedKeyFact["how"], { readonly by: B }>;

const baked = object<BakedKeyFact>({
  path: text,
  line: number,
  how: either(
    object<Baked<"ENV" | "ARG">>({ by: word<"ENV" | "ARG">({ "ENV": 1, "ARG": 1 }) }),
    either(
      object<Baked<"COPY">>({ by: constant("COPY"), file: text }),
      object<Baked<"folder">>({ by: constant("folder"), file: text }),
    ),
  ) as Shape<BakedKeyFact["how"]>,
});

/** What deployment descriptors say. */
export const deployment = object<DeploymentFact>({
  places: list(object<PlaceFact>({ ...placeFields, kind: descriptorKind })),
  written: list(written),
  images: list(text),
  baked: list(baked),
  unread,
});

/** What CI says. */
export const ci = object<CiFact>({
  files: list(text),
  jobs: list(object<CiJobFact>({ ...placeFields, kind: ciKind, emptyForForks: flag })),
  bare: optional(list(object<BareJobFact>({ path: text, line: number, kind: ciKind, name: text, role }))),
  unread,
});

/** The templates of the env file. */
export const examples = list(object<ExampleFact>({
  path: text,
  jwt: assignedOrNull,
  commentedAt: orNull(number),
  sessionAt: orNull(number),
  relation: orNull(relation),
}));

/** Where documents name the variables. */
export const documentation = object<DocumentationFact>({
  documents: number,
  jwt: list(place),
  session: list(place),
});

/** The env files of other environments. */
export const environments = object<EnvironmentsFact>({
  files: list(text),
  shared: list(object<EnvironmentFact>({
    path: text,
    line: number,
    name: text,
    environment: word<EnvironmentFact["environment"]>({
      "development": 1,
      "test": 1,
      "staging": 1,
      "production": 1,
      "service": 1,
    }),
    relation,
    with: object<EnvironmentFact["with"]>({ path: text, line: orNull(number) }),
  })),
  unread,
});
