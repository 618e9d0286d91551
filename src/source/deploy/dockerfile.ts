import { assignmentsIn } from "./assignments.ts";
import { type Handed, MOST_HANDED, MOST_PLACES, type Place, templated } from "./place.ts";

/** One instruction, lines that are continued put together. */
export interface Instruction {
  /** Upper case. */
  readonly word: string;
  readonly rest: string;
  /** 1-based, of its first line. */
  readonly line: number;
}

/** One stage of a build, with what it takes over of the stage that it is built from. */
export interface BuildStage {
  readonly name: string;
  readonly variables: readonly (Handed & { readonly by: "ENV" | "ARG" })[];
  readonly copies: readonly { readonly sources: readonly string[]; readonly line: number }[];
  readonly runs: readonly Place<"image build">[];
}

const LONGEST = 1 << 15;

/** The instructions of a Dockerfile, without comments. */
export function instructionsOf(text: string): readonly Instruction[] {
  const escape = /^#\s*escape\s*=\s*`/im.test(text.slice(0, 500)) ? "`" : "\\";
  const found: { rest: string; line: number; word: string }[] = [];
  let open = false;
  let heredoc: string | null = null;
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    const last = found.at(-1);
    if (heredoc !== null && last !== undefined) {
      if (row.trim() === heredoc) heredoc = null;
      else if (last.rest.length < LONGEST) last.rest += `\n${row}`;
      continue;
    }
    if (/^\s*#/.test(row) || (open && row.trim() === "")) continue;
    const goesOn = row.trimEnd().endsWith(escape);
    const plain = goesOn ? row.trimEnd().slice(0, -1) : row;
    if (open && last !== undefined) {
      if (last.rest.length < LONGEST) last.rest += `\n${plain}`;
    } else {
      const [, word, rest = ""] = /^\s*([A-Za-z]+)\s+([^]*)$/.exec(plain) ?? [];
      if (word === undefined) continue;
      found.push({ word: word.toUpperCase(), rest, line: index + 1 });
    }
    open = goesOn;
    const opened = open ? null : /<<-?\s*["']?(\w+)["']?/.exec(plain);
    if (opened !== null && /^(?:RUN|COPY|ADD)$/.test(found.at(-1)?.word ?? "")) heredoc = opened[1] ?? null;
  }
  return found;
}

/** The stages of a Dockerfile; the last one is the image. */
export function buildStages(path: string, text: string): readonly BuildStage[] {
  const stages: {
    name: string;
    variables: (Handed & { by: "ENV" | "ARG" })[];
    copies: { sources: readonly string[]; line: number }[];
    runs: Place<"image build">[];
  }[] = [];
  for (const { word, rest, line } of instructionsOf(text)) {
    if (word === "FROM") {
      if (stages.length >= MOST_PLACES) break;
      const [, from = "", name = ""] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(rest) ?? [];
      const parent = stages.find((one) => one.name !== "" && one.name === from);
      stages.push({
        name,
        variables: [...parent?.variables ?? []],
        copies: [...parent?.copies ?? []],
        runs: [],
      });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) continue;
    if ((word === "ENV" || word === "ARG") && stage.variables.length < MOST_HANDED) {
      stage.variables.push(...variablesOf(word, rest, line));
    } else if ((word === "COPY" || word === "ADD") && !/(?:^|\s)--from=/.test(rest)) {
      stage.copies.push({ sources: sourcesOf(rest), line });
    } else if (word === "RUN" && stage.runs.length < MOST_PLACES) {
      const run = runOf(stage.variables, { path, rest, line });
      if (run !== null) stage.runs.push(run);
    }
  }
  return stages;
}

function variablesOf(by: "ENV" | "ARG", rest: string, line: number) {
  if (by === "ENV" && /^\s*\w+\s+[^=]/.test(rest) && !/^\s*\w+=/.test(rest)) {
    const [, name = "", text = ""] = /^\s*(\w+)\s+([^]*)$/.exec(rest) ?? [];
    return [{ name, line, by, value: templated(text.trim().replace(/^(["'])([^]*)\1$/, "$2")) }];
  }
  if (by === "ARG" && !rest.includes("=")) {
    return [{ name: rest.trim().split(/\s/)[0] ?? "", line, by, value: { kind: "surroundings" as const } }];
  }
  return rest.split("\n").flatMap((row, index) => assignmentsIn([row], line + index)).map((one) => ({
    ...one,
    by,
  }));
}

function sourcesOf(rest: string): readonly string[] {
  const plain = rest.replace(/^(?:\s*--[a-z-]+(?:=\S+)?)+/, "").trim();
  if (plain.startsWith("<<")) return [];
  const words = plain.startsWith("[")
    ? [...plain.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word)
    : plain.split(/\s+/);
  return words.slice(0, -1).slice(0, MOST_HANDED);
}

/** A command of the application's own, which may need all its settings. */
const STARTS =
  /\b(?:manage\.py|django-admin|flask\s+\w|(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?build|next\s+build|alembic\s|python3?\s+-[cm]\s)/;

function runOf(
  variables: readonly Handed[],
  { path, rest, line }: { readonly path: string; readonly rest: string; readonly line: number },
): Place<"image build"> | null {
  const lines = rest.split("\n");
  const own = assignmentsIn(lines, line);
  const command = STARTS.exec(rest);
  if (command === null) return null;
  // Nothing of its options: they may hold a password.
  const [shown = ""] = /^[\w./-]+(?:[ \t]+[A-Za-z][\w:-]*|[ \t]+-[cm]\b)?/.exec(rest.slice(command.index)) ??
    [];
  return {
    path,
    line,
    kind: "image build",
    name: shown,
    role: "build",
    variables: [...own, ...variables.toReversed()],
    files: [],
    stores: [],
    runs: [rest.slice(0, 1000)],
  };
}
