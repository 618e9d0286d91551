import { POLICIES, type PolicyName } from "../../policy.ts";
import type { Scope, Timeline } from "../checklist.ts";
import type { Gathered } from "../gathered.ts";
import type { Attestation, Waiver } from "../item.ts";
import type { Digests } from "../staleness.ts";
import { facts } from "./facts.ts";
import { flag, like, list, object, optional, orNull, text, wordOf } from "./shape.ts";

const day = like("^\\d{4}-\\d{2}-\\d{2}$");
const fingerprint = like("^[0-9a-f]{8}$");
const digest = like("^[0-9a-f]{64}$");

const scope = object<Scope>({
  name: text,
  project: text,
  folder: optional(text),
  recognised: orNull(text),
  commit: orNull(object<NonNullable<Scope["commit"]>>({ id: like("^[0-9a-f]{7,64}$"), clean: flag })),
  environment: orNull(text),
  gathered: optional(like("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$")),
  loadedFrom: optional(text),
});

const attestation = object<Attestation>({
  item: text,
  by: text,
  note: text,
  on: day,
  until: optional(day),
  files: digest,
  key: orNull(fingerprint),
});

const waiver = object<Waiver>({ item: text, by: text, reason: text, on: day, until: day });

/** Everything that a checklist is judged from. */
export const gathered = object<Gathered>({
  scope,
  policy: wordOf<PolicyName>(Object.values(POLICIES).map(({ name }) => name)),
  facts,
  statements: object<Gathered["statements"]>({ attestations: list(attestation), waivers: list(waiver) }),
  digests: object<Digests>({ files: digest, key: orNull(fingerprint) }),
  timeline: orNull(
    object<Timeline>({ issued: orNull(day), by: text, graceUntil: orNull(day), due: orNull(day) }),
  ),
});
