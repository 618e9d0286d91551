import type {
  EmptyStartFact,
  GuardFact,
  StartFact,
  TestsFact,
  UnsafeKey,
  UnsafeStartFact,
  UnsafeStartsFact,
} from "../../rules/facts.ts";
import { causes } from "./keys.ts";
import { constant, list, number, object, optional, orNull, text, word } from "./shape.ts";

/** A run of the backend's check. */
export const start = object<StartFact>({
  command: text,
  typed: optional(text),
  folder: text,
  outcome: word<StartFact["outcome"]>({ "starts": 1, "fails": 1, "timed-out": 1 }),
  served: optional(constant(true)),
  exitCode: orNull(number),
  seconds: number,
  causes,
  tail: list(text),
});

const tried = word<EmptyStartFact["outcome"]>({ "refuses": 1, "starts": 1, "not-telling": 1 });

/** The same with an empty key. */
export const emptyStart = object<EmptyStartFact>({
  outcome: tried,
  why: optional(text),
  seconds: number,
  causes,
});

/** Starts of a copy with unsafe keys. */
export const unsafeStarts = object<UnsafeStartsFact>({
  by: word<UnsafeStartsFact["by"]>({ "file": 1, "environment": 1 }),
  cases: list(object<UnsafeStartFact>({
    case: word<UnsafeKey>({ "missing": 1, "empty": 1, "equal": 1, "short": 1, "placeholder": 1 }),
    outcome: tried,
    why: optional(text),
    seconds: number,
    causes,
  })),
});

/** A run of the backend's own tests. */
export const tests = object<TestsFact>({
  command: text,
  folder: text,
  outcome: word<TestsFact["outcome"]>({ "pass": 1, "fail": 1, "none": 1, "timed-out": 1 }),
  exitCode: orNull(number),
  seconds: number,
  causes,
  tail: list(text),
});

/** Code that lets the settings refuse. */
export const guard = object<GuardFact>({
  from: word<GuardFact["from"]>({ "variable": 1, "field": 1 }),
  path: optional(text),
  line: optional(number),
  key: list(text),
  placeholder: list(text),
});
