import type {
  FlawFact,
  Hidden,
  LoadedFileFact,
  LoaderFact,
  MendFact,
  ReadingFact,
} from "../../rules/facts.ts";
import { keyOrNull, place } from "./keys.ts";
import { either, flag, list, number, object, optional, orNull, type Shape, text, word } from "./shape.ts";

type HiddenByFile = Extract<Hidden, { readonly path: string }>;
type HiddenInFile = Exclude<Hidden, HiddenByFile>;

const hidden: Shape<Hidden> = either(
  object<HiddenInFile>({
    by: word<HiddenInFile["by"]>({
      "utf-16": 1,
      "byte-order-mark": 1,
      "export": 1,
      "blanks": 1,
      "earlier-line": 1,
      "not-exported": 1,
      "other": 1,
    }),
  }),
  object<HiddenByFile>({
    by: word<HiddenByFile["by"]>({ "nearer-file": 1, "winning-file": 1 }),
    path: text,
  }),
);

const reading = orNull(object<ReadingFact>({
  outcome: word<ReadingFact["outcome"]>({ "value": 1, "missing": 1, "error": 1, "unpredictable": 1 }),
  line: orNull(number),
  why: text,
  key: keyOrNull,
  same: orNull(number),
  hidden: orNull(hidden),
}));

const loader = object<LoaderFact>({
  dialect: text,
  title: text,
  own: flag,
  seen: orNull(place),
  precedence: word<LoaderFact["precedence"]>({ "process": 1, "file": 1, "ignores-empty": 1 }),
  jwt: reading,
  session: reading,
  misreads: text,
  misreadsKey: flag,
});

const flaw = object<FlawFact>({
  line: number,
  kind: word<FlawFact["kind"]>({ "no-equals": 1, "open-quote": 1 }),
  effects: list(object<FlawFact["effects"][number]>({
    title: text,
    effect: word<FlawFact["effects"][number]["effect"]>({
      "none": 1,
      "changes": 1,
      "hides": 1,
      "refuses": 1,
    }),
  })),
});

const mend = object<MendFact>({
  line: number,
  quote: orNull(word<NonNullable<MendFact["quote"]>>({ "": 1, "'": 1, '"': 1 })),
  dropped: list(number),
  lineEnds: word<MendFact["lineEnds"]>({ "kept": 1, "lf": 1 }),
  comment: flag,
  reads: list(text),
});

/** The env files as every loader in use reads them. */
export const loadedFiles = list(object<LoadedFileFact>({
  path: text,
  lines: list(number),
  valued: list(number),
  loaders: list(loader),
  flaws: list(flaw),
  mend: optional(mend),
}));
