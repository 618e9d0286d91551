import type {
  ForgeryFact,
  InstancesFact,
  KnownKeyFact,
  LoginFact,
  LoginRemark,
  OutputFact,
  ProofFact,
  ReloadFact,
  RestartFact,
  RunningFact,
  SignatureFact,
  SignerFact,
  WorkersFact,
} from "../../rules/facts.ts";
import { causes, changed, learned, variant } from "./keys.ts";
import {
  constant,
  dictionary,
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

type Remark<K extends LoginRemark["kind"]> = Extract<LoginRemark, { readonly kind: K }>;

const remark: Shape<LoginRemark> = either(
  either(
    object<Remark<"stale-token">>({
      kind: constant("stale-token"),
      headers: list(text),
      status: number,
      text,
    }),
    either(
      object<Remark<"sent-again">>({ kind: constant("sent-again"), status: number, text }),
      object<Remark<"answer">>({ kind: constant("answer"), says: text, names: list(text) }),
    ),
  ),
  either(
    either(
      object<Remark<"redirect">>({
        kind: constant("redirect"),
        to: text,
        leads: word<Remark<"redirect">["leads"]>({ "within": 1, "elsewhere": 1 }),
      }),
      object<Remark<"compressed">>({ kind: constant("compressed"), encoding: text }),
    ),
    either(
      object<{ readonly kind: "cut" | "encrypted" }>({
        kind: word<"cut" | "encrypted">({ "cut": 1, "encrypted": 1 }),
      }),
      object<Remark<"retry-after">>({ kind: constant("retry-after"), seconds: number }),
    ),
  ),
);

/** One login. */
export const login = object<LoginFact>({
  url: text,
  status: number,
  seconds: number,
  usernameField: text,
  token: orNull(text),
  causes,
  remarks: optional(list(remark)),
});

const signer = object<SignerFact>({
  kind: word<SignerFact["kind"]>({
    "jwt-key": 1,
    "session-key": 1,
    "previous-key": 1,
    "other-file": 1,
    "key-file": 1,
    "empty": 1,
    "known": 1,
    "other": 1,
  }),
  name: text,
  path: optional(text),
  line: optional(number),
  variant: optional(changed),
});

/** Which key signed. */
export const signature = object<SignatureFact>({
  token: word<SignatureFact["token"]>({ "issued": 1, "accepted": 1 }),
  algorithm: text,
  signedBy: orNull(signer),
  notBy: list(text),
});

type Found = NonNullable<KnownKeyFact["found"]>;

/** Whether a public key verifies the token. */
export const knownKey = object<KnownKeyFact>({
  publicKeys: number,
  lists: list(object<KnownKeyFact["lists"][number]>({ path: text, words: number })),
  found: orNull(either(
    object<Extract<Found, { readonly kind: "public" | "example" }>>({
      kind: word<"public" | "example">({ "public": 1, "example": 1 }),
      variant,
    }),
    object<Extract<Found, { readonly kind: "word" }>>({ kind: constant("word"), path: text, line: number }),
  )),
});

type Forgery<O extends ForgeryFact["outcome"]> = Extract<ForgeryFact, { readonly outcome: O }>;

const forgery: Shape<ForgeryFact> = either(
  object<Forgery<"accepted" | "refused">>({
    outcome: word<"accepted" | "refused">({ "accepted": 1, "refused": 1 }),
    status: number,
    where: text,
    which: optional(text),
  }),
  either(
    object<Forgery<"nothing-to-forge">>({ outcome: constant("nothing-to-forge"), why: text }),
    object<Forgery<"unknown">>({ outcome: constant("unknown"), why: text, next: optional(text) }),
  ),
);

/** What a URL said of forged tokens. */
export const proof = object<ProofFact>({
  url: text,
  method: text,
  checksSignatures: flag,
  forgeries: dictionary(forgery),
});

/** What a server that was started again said of an older token. */
export const restart = object<RestartFact>({ where: text, status: number, accepted: flag, seconds: number });

/** What the workers of a server said. */
export const workers: Shape<WorkersFact> = either(
  object<Extract<WorkersFact, { readonly outcome: "asked" }>>({
    outcome: constant("asked"),
    command: orNull(text),
    where: text,
    connections: number,
    refused: number,
    workers: number,
    refusing: number,
  }),
  object<Extract<WorkersFact, { readonly outcome: "one-process" }>>({ outcome: constant("one-process") }),
);

type Answer = Extract<InstancesFact["crossings"][number]["answer"], { readonly known: true }>["value"];
const zeroOrOne = either(constant(0), constant(1));

/** What two instances said of each other's tokens. */
export const instances = object<InstancesFact>({
  instances: {
    schema: { type: "array", items: text.schema, minItems: 2, maxItems: 2 },
  },
  crossings: list(object<InstancesFact["crossings"][number]>({
    of: zeroOrOne,
    at: zeroOrOne,
    answer: learned(object<Answer>({ where: text, status: number, accepted: flag })),
  })),
  sameSigner: orNull(flag),
});

const reload = object<ReloadFact>({ how: text, path: text, line: number, note: text, commands: list(text) });

/** A server that runs already. */
export const running = object<RunningFact>({
  url: text,
  key: orNull(object<NonNullable<RunningFact["key"]>>({ path: text, line: optional(number) })),
  reload: list(reload),
});

/** What was printed and answered. */
export const output = object<OutputFact>({
  keys: list(text),
  bytes: number,
  printed: flag,
  cut: number,
  packed: optional(number),
  found: list(object<OutputFact["found"][number]>({ key: text, where: text, line: number, form: text })),
});
