import { advisedIn } from "../../diagnosis/advised_in.ts";
import { advisedInPython, type AdvisedLine } from "../../diagnosis/advised_in_python.ts";
import { parsePython } from "../../source/python.ts";
import { nameOf } from "../../backends/paths.ts";
import { adviceInCommands } from "./advice_in_commands.ts";
import { type Around, followsKeyChange } from "./key_change.ts";
import { isNegated, sentenceAt } from "./negated.ts";
import { type Passage, readPassages } from "./passages.ts";

const PYTHON = /VERIFYING_KEY|OutstandingToken/;
/** Passages before and behind one that may belong to it. */
const NEAR = 40;
const MOST_IN_PASSAGE = 20;
const CODE_SPAN = /`([^`\n]{1,300})`/g;

/** What a document advises that does something else than it seems to, but for what it warns of. */
export function adviceInDocument(path: string, text: string): readonly AdvisedLine[] {
  const passages = readPassages(text);
  const title = passages.find(({ kind }) => kind === "heading")?.lines ?? [];
  return passages.flatMap((passage, index): readonly AdvisedLine[] => {
    if (passage.said.some(isNegated)) return [];
    const around = () => aroundOf(index, passages, [nameOf(path), ...title]);
    return passage.kind === "code" ? inCode(path, passage, around) : inProse(passage, around);
  });
}

function inCode(path: string, { lines, line }: Passage, around: () => Around): readonly AdvisedLine[] {
  const text = lines.join("\n");
  const commands = adviceInCommands({ path: `${path}.sh`, text, around });
  const python = PYTHON.test(text) ? inPython(text) : [];
  const known = new Set(commands.map(({ cause }) => cause));
  return [
    ...commands,
    ...python.filter(({ cause, line: at }) => !known.has(cause) && !isRemarked(lines, at)),
  ].map((advised) => ({ cause: advised.cause, line: line + advised.line - 1 }));
}

/** Whether the comment beside a line, or the one above it, warns of it. */
function isRemarked(lines: readonly string[], line: number): boolean {
  const above = lines[line - 2] ?? "";
  return isNegated(/#(.*)$/.exec(lines[line - 1] ?? "")?.[1] ?? "") ||
    (/^\s*#/.test(above) && isNegated(above));
}

function inProse({ lines, line }: Passage, around: () => Around): readonly AdvisedLine[] {
  const text = lines.join("\n");
  const spans = [...text.matchAll(CODE_SPAN)].filter(([, code = ""]) => PYTHON.test(code));
  const found = [
    ...advisedIn(text),
    ...spans.flatMap(({ index, 0: shown, 1: code = "" }) =>
      inPython(code).map(({ cause }) => ({ cause, at: index, shown }))
    ),
  ];
  return found.slice(0, MOST_IN_PASSAGE).flatMap(({ cause, at, shown }): readonly AdvisedLine[] => {
    if (isNegated(sentenceAt(text, at, shown.length))) return [];
    if (cause === "restart-keeps-environment" && !followsKeyChange(withSaid(around(), text))) return [];
    return [{ cause, line: line + text.slice(0, at).split("\n").length - 1 }];
  });
}

/** What a piece of Python does; in a guide an entry of a dictionary may stand alone, or behind three dots. */
function inPython(code: string): readonly AdvisedLine[] {
  const whole = /^\s*["']/.test(code) ? `SIMPLE_JWT = {${code}}` : code;
  return advisedInPython(parsePython("", whole.replaceAll(/\.\.\.,?/g, "")));
}

/** What a document says in the same section around a passage, and what it is about. */
function aroundOf(index: number, passages: readonly Passage[], title: readonly string[]): Around {
  const { section = 0, said = [] } = passages[index] ?? {};
  const isSame = (one: Passage) => one.section === section;
  const before = passages.slice(Math.max(0, index - NEAR), index).filter(isSame);
  const after = passages.slice(index, index + NEAR).filter(isSame);
  const isCode = ({ kind }: Passage) => kind === "code";
  return {
    said: [...title, ...said, ...before.filter((one) => !isCode(one)).map(textOf)],
    commands: before.filter(isCode).map(textOf),
    whole: [...before, ...after].map(textOf),
  };
}

function withSaid(around: Around, text: string): Around {
  return { ...around, said: [...around.said, text] };
}

function textOf({ lines }: Passage): string {
  return lines.join("\n");
}
