import type {
  Alphabet,
  Assigned,
  CauseFact,
  EnvFileFact,
  GitStatus,
  Learned,
  Measurement,
  ProcessKeyFact,
  Relation,
  Weakness,
} from "../../rules/facts.ts";
import { type KeyVariant, VARIANT_WORDS } from "../../rules/key_variant.ts";
import {
  constant,
  either,
  flag,
  like,
  list,
  number,
  object,
  optional,
  orNull,
  type Shape,
  text,
  word,
  wordOf,
} from "./shape.ts";

/** Something that was learned, or why it was not. */
export function learned<T>({ schema }: Shape<T>): Shape<Learned<T>> {
  const known: Shape<{ readonly known: true; readonly value: T }> = {
    schema: {
      type: "object",
      required: ["known", "value"],
      properties: { known: { const: true }, value: schema },
      additionalProperties: false,
    },
  };
  return either(known, notLearned);
}

const notLearned = object<Extract<Learned<never>, { readonly known: false }>>({
  known: constant(false),
  why: text,
  next: optional(text),
});

/** How two keys relate. */
export const relation = word<Relation>({
  "unrelated": 1,
  "same": 1,
  "trimmed": 1,
  "quoted": 1,
  "case": 1,
  "contained": 1,
  "encoded": 1,
  "similar": 1,
});

/** What was made of a key before it signed. */
export const variant = wordOf<KeyVariant>(["exact", ...Object.keys(VARIANT_WORDS) as KeyVariant[]]);

/** The same where something was. */
export const changed = wordOf(Object.keys(VARIANT_WORDS) as Exclude<KeyVariant, "exact">[]);

const weakness = either(
  object<Extract<Weakness, { readonly kind: "known" }>>({
    kind: constant("known"),
    how: word<"same" | "varied" | "encoded">({ "same": 1, "varied": 1, "encoded": 1 }),
  }),
  object<{ readonly kind: Exclude<Weakness["kind"], "known"> }>({
    kind: word<Exclude<Weakness["kind"], "known">>({
      "example": 1,
      "placeholder": 1,
      "repeated": 1,
      "sequence": 1,
      "words": 1,
      "few-characters": 1,
      "guessable": 1,
    }),
  }),
) as Shape<Weakness>;

const measurement = object<Measurement>({
  characters: number,
  bytes: number,
  alphabet: word<Alphabet>({
    "hex": 1,
    "alphanumeric": 1,
    "base64url": 1,
    "base64": 1,
    "printable": 1,
    "text": 1,
    "bytes": 1,
  }),
  weakness: orNull(weakness),
  forbidden: list(text),
  guessBits: number,
  atLeast: optional(constant(true)),
  fingerprint: orNull(like("^[0-9a-f]{8}$")),
});

/** What is known of a key, or null. */
export const keyOrNull = orNull(measurement);

/** A place that assigns a key, or null. */
export const assignedOrNull = orNull(
  object<Assigned>({ path: optional(text), line: optional(number), key: measurement }),
);

/** What git says of a file. */
export const gitStatus: Shape<GitStatus> = either(
  object<Extract<GitStatus, { readonly state: "no-work-tree" | "no-git" }>>({
    state: word<"no-work-tree" | "no-git">({ "no-work-tree": 1, "no-git": 1 }),
  }),
  object<Extract<GitStatus, { readonly state: "work-tree" }>>({
    state: constant("work-tree"),
    tracked: flag,
    ignored: flag,
  }),
);

/** Causes that were recognised in an output. */
export const causes = list(object<CauseFact>({
  cause: text,
  title: text,
  rule: orNull(text),
  line: number,
  text,
  remedy: object<CauseFact["remedy"]>({ text, commands: list(text) }),
}));

/** A path and a line. */
export const place = object<{ readonly path: string; readonly line: number }>({ path: text, line: number });

/** The env files of a service. */
export const envFiles = list(object<EnvFileFact>({
  path: text,
  exists: flag,
  mode: orNull(number),
  git: learned(gitStatus),
  jwtKey: assignedOrNull,
  sessionKey: assignedOrNull,
  relation: orNull(relation),
  agrees: flag,
  unreadable: orNull(text),
}));

/** The variables of the process. */
export const processKey = object<ProcessKeyFact>({
  jwtKey: assignedOrNull,
  sessionKey: assignedOrNull,
  relation: orNull(relation),
  sameAsFile: orNull(flag),
  wins: orNull(flag),
});
