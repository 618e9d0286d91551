/** What `login --prove all` says of a right application, and of one that is broken in one way. */
import type { Outcome } from "../../../src/rules/rule.ts";

/** Outcomes by the id of the rule. */
export type Row = Readonly<Record<string, Outcome>>;

/** The right application, on a backend that has an answer to everything. */
export const RIGHT: Row = {
  "login-works": "pass",
  "signed-with-jwt-key": "pass",
  "secret-key-forgery-refused": "pass",
  "empty-key-forgery-refused": "pass",
  "known-key-forgery-refused": "pass",
  "old-token-refused": "not-applicable",
  "expired-refused": "pass",
  "none-algorithm-refused": "pass",
  "wrong-type-refused": "pass",
  "running-process-current": "not-applicable",
  "restart-survives": "pass",
  "workers-agree": "pass",
  "instances-agree": "not-applicable",
  "key-not-in-output": "pass",
};

/** In what the broken ones differ from the right one: in this, and in nothing else. */
export const VARIANTS = {
  "is right": {},
  "signs with SECRET_KEY": { "signed-with-jwt-key": "fail", "secret-key-forgery-refused": "fail" },
  "signs with the decoded key": { "signed-with-jwt-key": "fail" },
  "signs with a public key": { "signed-with-jwt-key": "fail", "known-key-forgery-refused": "fail" },
  "is given a public key": { "known-key-forgery-refused": "fail" },
  // Nothing but the genuine tokens is signed with a key that nobody holds.
  "makes its key at the start": {
    "signed-with-jwt-key": "fail",
    "expired-refused": "unknown",
    "restart-survives": "fail",
    "workers-agree": "fail",
  },
  "verifies with both keys": { "secret-key-forgery-refused": "fail" },
  "accepts the empty key": { "empty-key-forgery-refused": "fail" },
  "accepts alg: none": { "none-algorithm-refused": "fail" },
  "checks no signature": {
    "signed-with-jwt-key": "fail",
    "secret-key-forgery-refused": "fail",
    "empty-key-forgery-refused": "fail",
    "known-key-forgery-refused": "fail",
    "expired-refused": "fail",
    "none-algorithm-refused": "fail",
    "wrong-type-refused": "fail",
    "restart-survives": "unknown",
    "workers-agree": "unknown",
  },
  "does not look at the expiry": { "expired-refused": "fail" },
  "accepts a refresh token": { "wrong-type-refused": "fail" },
  "prints its key": { "key-not-in-output": "fail" },
  // Whoever comes without a good token is a guest: no answer tells one token from another.
  "swallows bad tokens": {
    "secret-key-forgery-refused": "unknown",
    "empty-key-forgery-refused": "unknown",
    "expired-refused": "unknown",
    "none-algorithm-refused": "unknown",
    "wrong-type-refused": "unknown",
    "restart-survives": "unknown",
    "workers-agree": "unknown",
  },
} as const satisfies Record<string, Row>;

/** What is broken in an application. */
export type Variant = keyof typeof VARIANTS;

/** What is not known of a server that runs already. */
const ELSEWHERE = {
  "restart-survives": "unknown",
  "workers-agree": "unknown",
  "key-not-in-output": "unknown",
} as const satisfies Row;
/** It signs with a key that is held nowhere any more, so that nothing else can be signed with it. */
const NOT_HELD = { "signed-with-jwt-key": "fail", "expired-refused": "unknown" } as const satisfies Row;

/** Two instances that run already, in what they differ from the right application that is started for the proof. */
export const RUNNING = {
  "both run with the key of the file": {
    ...ELSEWHERE,
    "running-process-current": "pass",
    "instances-agree": "pass",
  },
  "neither was restarted": {
    ...ELSEWHERE,
    ...NOT_HELD,
    "running-process-current": "fail",
    "instances-agree": "pass",
  },
  "the first was not restarted": {
    ...ELSEWHERE,
    ...NOT_HELD,
    "running-process-current": "fail",
    "instances-agree": "fail",
  },
  "the second was not restarted": {
    ...ELSEWHERE,
    "running-process-current": "pass",
    "instances-agree": "fail",
  },
} as const satisfies Record<string, Row>;

/** An application whose key an upgrade replaced. */
export const AFTER_UPGRADE = {
  "forgets the key of before": { "old-token-refused": "pass" },
  "still accepts the key of before": { "old-token-refused": "fail" },
} as const satisfies Record<string, Row>;
