import type { CommandContext, CommandResult } from "./_command.ts";
import { lookFurther, type Surroundings } from "./_surroundings.ts";
import { type Looked, verdict } from "./_verdict.ts";
import { describe, type DescribedCause, type Telling } from "../src/diagnosis/describe.ts";
import { type FollowedLog, followLog, type LogReading } from "../src/diagnosis/follow_log.ts";
import type { Diagnosis, Sighting } from "../src/diagnosis/mod.ts";
import { createLineSplitter } from "../src/diagnosis/split_lines.ts";
import type { Redact } from "../src/gather/causes.ts";
import { createTextDecoder, type Input, isText } from "../src/gather/input.ts";
import { withPauses } from "../src/gather/with_pauses.ts";
import { diagnosisText } from "../src/report/diagnosis_text.ts";
import { plain } from "../src/report/plain.ts";
import { createLineRedactor } from "../src/report/redact_lines.ts";
import { heading } from "../src/report/text.ts";
import { quoted } from "../src/rules/quoted.ts";
import type { Evidence } from "../src/rules/rule.ts";

const EVIDENCE_LENGTH = 300;

/**
 * Reads a log to its end and names the causes in it. One that is followed shows each cause as soon as it is
 * seen, and goes on to standard error, redacted.
 */
export async function readLog(
  context: CommandContext,
  input: Input,
  around: Surroundings & { readonly mode: "follow" | "read" },
): Promise<CommandResult> {
  const { host } = context;
  const redact = around.redact([]);
  const log = followLog(around.names, around.trust);
  const describing = describer(around, input, redact);
  const isFollowed = around.mode === "follow";
  const passOn = isFollowed ? passing(context, redact) : null;
  const splitter = createLineSplitter((number, line) => {
    passOn?.add(number, line);
    log.take(number, line);
  });
  const shown = new Set<string>();
  const decoder = createTextDecoder();
  let beginning: string | null = null;
  const pieces = isFollowed ? withPauses(input.pieces, host.clock) : input.pieces;
  for await (const piece of pieces) {
    if (piece === null) {
      const found = log.look();
      for (const each of found) {
        show(context, around, {
          cause: describing(each, { among: found, ground: groundOf(each, log) }),
          isFirst: shown.size === 0,
        });
        shown.add(each.symptom.cause);
      }
      continue;
    }
    const text = decoder.decode(piece);
    beginning ??= text === "" ? null : text;
    splitter.add(text);
    passOn?.flush();
  }
  splitter.add(decoder.end());
  splitter.end();
  passOn?.flush();
  const reading = log.read();
  const base = {
    project: around.shown,
    title: `${input.title}, ${amount(reading)}`,
    at: lines(reading.lines),
  };
  if (beginning !== null && !isText(beginning)) return verdict(context, { ...base, ...noText(input) });
  return verdict(context, {
    ...base,
    diagnoses: reading.diagnoses.map((each) =>
      describing(each, {
        names: reading.guessed && around.shown !== null ? "guessed" : "known",
        among: reading.diagnoses,
        ground: groundOf(each, log),
      })
    ),
    shown: context.settings.format === "text" ? shown : new Set(),
    clean: "Nothing is wrong in it: no exception, no level of error, no failed request",
    trouble: reading.trouble === null ? null : evidenceOf(reading.trouble, input, redact),
    next: lookFurther(around),
  });
}

/** Nothing is said of what is no text: words in a program or an archive are nobody's failure. */
function noText({ path }: Input): Pick<Looked, "diagnoses" | "clean" | "trouble" | "unknown" | "next"> {
  const next = [`gzip -dc ${quoted(path ?? "FILE")} | deno task troubleshoot --log -`];
  const message = "whether anything is wrong: this is no text, but an archive or another file";
  return { diagnoses: [], clean: "", trouble: null, unknown: { code: "not-known", message, next }, next };
}

/** A sighting that a person may see. */
export function evidenceOf(
  { line, text }: Sighting,
  { path }: Pick<Input, "path">,
  redact: Redact,
): Evidence {
  return { ...(path === null ? {} : { path }), line, text: redact(text).trim().slice(0, EVIDENCE_LENGTH) };
}

/** A number of lines in words. */
export function lines(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "line" : "lines"}`;
}

function describer({ place }: Surroundings, input: Input, redact: Redact) {
  return (diagnosis: Diagnosis, basis: Pick<Telling, "names" | "among" | "ground"> = {}): DescribedCause =>
    describe(diagnosis, {
      project: place,
      ...basis,
      evidence: [evidenceOf(diagnosis.sighting, input, redact)],
    });
}

/** A warning, too, is a program's own word. */
function groundOf({ sighting }: Diagnosis, { isTroubled }: FollowedLog): "failure" | "words" {
  return isTroubled || /warn/i.test(sighting.text) ? "failure" : "words";
}

function amount({ lines: count, repeated }: LogReading): string {
  return repeated === 0
    ? `${lines(count)} read`
    : `${lines(count)} read, ${repeated.toLocaleString("en")} of them repeated`;
}

/** Passes lines on to standard error, redacted, as many at a time as came together. */
function passing({ host, settings }: CommandContext, redact: Redact) {
  const redactLine = createLineRedactor(redact);
  let waiting: string[] = [];
  let last = 0;
  return {
    add(number: number, line: string): void {
      // Of a very long line the beginning is enough.
      if (settings.quiet || number === last) return;
      last = number;
      waiting.push(redactLine(line));
    },
    flush(): void {
      if (waiting.length > 0) host.terminal.note(waiting.join("\n") + "\n");
      waiting = [];
    },
  };
}

/** Shows a cause while the log goes on. */
function show(
  { host, settings, progress }: CommandContext,
  around: Surroundings,
  { cause, isFirst }: { readonly cause: DescribedCause; readonly isFirst: boolean },
): void {
  if (settings.format !== "text" || settings.output !== undefined) {
    progress.note(`${cause.cause}: ${cause.title} (line ${cause.evidence[0]?.line ?? 0})`);
    return;
  }
  const first = heading({ command: "troubleshoot", project: around.shown, recognised: "standard input" });
  const text = `${diagnosisText(cause, progress.style)}\n\n`;
  host.terminal.print(plain(isFirst ? `${first}\n\n${text}` : text));
}
