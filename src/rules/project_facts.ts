import type { Assigned, Learned, Relation } from "./key_facts.ts";
import type { GitStatus } from "./facts.ts";

/** The kinds of files that hand variables to the application, in the words of a report. */
export type DescriptorKind =
  | "Compose"
  | "Kubernetes"
  | "Helm"
  | "systemd"
  | "image build"
  | "Procfile"
  | "app.json"
  | "Render"
  | "Fly"
  | "Vercel"
  | "supervisor"
  | "cron"
  | "ECS"
  | "Serverless";

/** The kinds of files that say what CI runs. */
export type CiKind =
  | "GitHub Actions"
  | "GitLab CI"
  | "CircleCI"
  | "Azure Pipelines"
  | "Bitbucket Pipelines"
  | "Travis CI"
  | "Jenkins"
  | "tox"
  | "pytest"
  | "env file";

/** Where one variable comes from that a place hands to what it starts. */
export interface GivenFact {
  /** The file that gives it: the place's own, an env file or the manifest of a Secret. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /**
   * `text`: it is written there; `default`: it is where nothing else is set; `secret`: a store of secrets has it;
   * `surroundings`: it is taken over from where the place is started.
   */
  readonly from: "text" | "default" | "secret" | "surroundings";
}

/** A service, container, unit, job or command that is given the application's settings. */
export interface PlaceFact<Kind extends string = DescriptorKind> {
  readonly path: string;
  /** Where it begins, 1-based. */
  readonly line: number;
  readonly kind: Kind;
  /** As its file names it. */
  readonly name: string;
  readonly role: "application" | "worker" | "cron" | "job" | "build";
  readonly jwt: GivenFact | null;
  readonly session: GivenFact | null;
  /** Other variables of the application that it is given: names, at most three. */
  readonly others: readonly string[];
  /** Files and objects that give it variables and are not in the project: what they hold is not known. */
  readonly unseen: readonly string[];
}

/** The JWT key, or a fallback for it, written into a descriptor. */
export interface WrittenKeyFact {
  readonly path: string;
  readonly line: number;
  readonly kind: DescriptorKind;
  readonly name: string;
  /** `encoded` is base64, which hides nothing. */
  readonly how: "text" | "default" | "encoded";
  /** Whether a line break stands at its end, which is a part of the key then. */
  readonly endsInNewline: boolean;
  /** Whether it is public, a placeholder or guessable. */
  readonly isWeak: boolean;
  readonly git: Learned<GitStatus>;
}

/** What makes the JWT key a part of an image. */
export interface BakedKeyFact {
  readonly path: string;
  readonly line: number;
  readonly how:
    | { readonly by: "ENV" | "ARG" }
    /** An instruction that copies an env file which holds the key, or may. */
    | { readonly by: "COPY"; readonly file: string }
    /** A folder is copied that holds an env file with the key, which `.dockerignore` does not leave out. */
    | { readonly by: "folder"; readonly file: string };
}

/** A file that could not be understood, and why. */
export interface UnreadFact {
  readonly path: string;
  readonly why: string;
}

/** What the deployment descriptors of a project say. */
export interface DeploymentFact {
  /** Only those that are given the application's settings, or that name a file of them. */
  readonly places: readonly PlaceFact[];
  readonly written: readonly WrittenKeyFact[];
  /** The Dockerfiles that were read. */
  readonly images: readonly string[];
  readonly baked: readonly BakedKeyFact[];
  readonly unread: readonly UnreadFact[];
}

/** A job of CI that is given the application's settings. */
export interface CiJobFact extends PlaceFact<CiKind> {
  /** Whether it has the key from the store of secrets alone and runs where that is empty: forks, Dependabot. */
  readonly emptyForForks: boolean;
}

/** A job that starts the application or its tests and is given none of its settings: whether they need them is not known. */
export type BareJobFact = Pick<CiJobFact, "path" | "line" | "kind" | "name" | "role">;

/** What CI says. */
export interface CiFact {
  /** Its files, as far as there are any. */
  readonly files: readonly string[];
  readonly jobs: readonly CiJobFact[];
  /** Those that start the application or its tests and are given none of its settings; absent where there are none. */
  readonly bare?: readonly BareJobFact[];
  readonly unread: readonly UnreadFact[];
}

/** A template of the env file that git is meant to hold. */
export interface ExampleFact {
  readonly path: string;
  /** Null where it does not assign the JWT key. */
  readonly jwt: Assigned | null;
  /** The line of a comment that names it; null where it is assigned, or not named. */
  readonly commentedAt: number | null;
  /** The line that assigns the session key. */
  readonly sessionAt: number | null;
  /** How it relates to the key in use; null where one of them is not there. */
  readonly relation: Relation | null;
}

/** Where the documentation names the variables. */
export interface DocumentationFact {
  /** How many documents were read. */
  readonly documents: number;
  /** The first line that names it, of at most ten documents. */
  readonly jwt: readonly { readonly path: string; readonly line: number }[];
  readonly session: readonly { readonly path: string; readonly line: number }[];
}

/** An env file of another environment or of another service in the project, with its key. */
export interface EnvironmentFact {
  readonly path: string;
  readonly line: number;
  /** The variable that holds it there. */
  readonly name: string;
  readonly environment: "development" | "test" | "staging" | "production" | "service";
  /** How its key relates to that of `with`. */
  readonly relation: Relation;
  /** The other file. */
  readonly with: { readonly path: string; readonly line: number | null };
}

/** The env files of other environments and services, each beside the keys before it. */
export interface EnvironmentsFact {
  /** The files that hold a key, other than those of this service and environment. */
  readonly files: readonly string[];
  /** The pairs that share a key and must not; at most twenty. */
  readonly shared: readonly EnvironmentFact[];
  readonly unread: readonly UnreadFact[];
}
