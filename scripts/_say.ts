/** The lines of the walk: what a person reads while it goes on. */
import { isReadable } from "../src/gather/choose_env_file.ts";
import type { CommandContext } from "./_command.ts";
import type { GatheredKeys } from "../src/gather/env_files.ts";
import { shownPath } from "../src/gather/shown_path.ts";
import type { Project } from "../src/gather/project.ts";
import { variableNames } from "../src/env/document.ts";
import { parseDocument } from "../src/env/parse_document.ts";
import { FileError } from "../src/io/host.ts";
import { labelled, stated, told } from "../src/report/columns.ts";
import { wrap } from "../src/report/wrap.ts";
import { baseFacts } from "../src/gather/facts.ts";
import type {
  CauseFact,
  EmptyStartFact,
  EnvFileFact,
  Facts,
  KnownKeyFact,
  Learned,
  LoginFact,
  StartFact,
} from "../src/rules/facts.ts";
import { remarkWords } from "../src/rules/remark_words.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";
import type { Finding } from "../src/rules/rule.ts";
import { signerWords } from "../src/rules/signed_with_jwt_key.ts";
import type { Secret } from "../src/secret.ts";
import { measure } from "../src/strength.ts";

/** What the walk will mean, before anything is started or asked. */
export function sayImpact({ progress }: CommandContext, changes: boolean): void {
  if (changes) {
    progress.say(
      labelledPlain("Every token signed until now dies: everybody logs in again, mobile applications too."),
    );
    progress.say(labelledPlain("Sessions, passwords and CSRF tokens stay as they are."));
  }
  progress.say(labelledPlain("Starting the application may reach what it uses, such as its database."));
  progress.say("");
}

/** What is there, and whether it starts today. */
export function sayLook(
  { host, progress }: CommandContext,
  project: Project,
  gathered: GatheredKeys,
  start: Learned<StartFact>,
): void {
  const files = gathered.envFiles.known ? gathered.envFiles.value : [];
  for (const [index, file] of files.entries()) {
    const loaded = project.loadsNoFile ? ["no code was seen that loads it"] : [];
    progress.say(
      told(
        index === 0 ? "Look" : "",
        file.path,
        [fileState(host, project, file, index), ...loaded].join("; "),
      ),
    );
  }
  const state = keyState(project, gathered, host.platform);
  progress.say(told(files.length === 0 ? "Look" : "", project.names.jwt, state));
  if (start.known) {
    const { command, outcome, causes } = start.value;
    const why = causes[0] ? `: ${lowerFirst(causes[0].title)}` : "";
    const today = outcome === "starts" ? "starts today" : `does not start today${why}`;
    progress.say(told("", command, outcome === "timed-out" ? "did not end in time" : today));
  }
}

function fileState(
  { files }: CommandContext["host"],
  project: Project,
  file: EnvFileFact,
  index: number,
): string {
  if (file.unreadable !== null) return file.unreadable;
  if (!file.exists) {
    return project.example === null
      ? "not there yet"
      : `not there yet; ${shownPath(project, project.example)} is`;
  }
  const parts = [countOf(files, project.envFiles[index] ?? "")];
  if (file.mode !== null) parts.push(`mode ${file.mode.toString(8).padStart(4, "0")}`);
  if (file.git.known && file.git.value.state === "work-tree") {
    const { tracked, ignored } = file.git.value;
    parts.push(tracked ? "tracked by git" : ignored ? "ignored by git" : "not ignored by git");
  }
  return parts.filter((part) => part !== "").join(", ");
}

function countOf(files: CommandContext["host"]["files"], path: string): string {
  try {
    if (!isReadable(files, path)) return "";
    const count = variableNames(parseDocument(files.read(path))).length;
    return `${count} ${count === 1 ? "variable" : "variables"}`;
  } catch (error) {
    if (error instanceof FileError) return "";
    throw error;
  }
}

const SHORT: Readonly<Record<string, string>> = {
  "key-present": "missing",
  "keys-differ": "the session key, or a variant of it",
  "key-long-enough": "too short",
  "key-strong": "public, a placeholder, or easy to guess",
  "key-alphabet": "has characters that the policy does not allow",
};

function keyState(project: Project, { envFiles, process }: GatheredKeys, platform: string): string {
  const rules = RULES.filter(({ stage }) => stage === "files").slice(0, 5);
  const findings = evaluate(rules, baseFacts(project, { envFiles, process }, platform), project.policy);
  const failing = findings.filter(({ outcome, severity }) => outcome === "fail" && severity === "error");
  const wrong = failing.find(({ rule }) => rule === "key-strong") ?? failing[0];
  return wrong === undefined ? "set, and it passes" : SHORT[wrong.rule] ?? wrong.message;
}

/** A key was made. */
export function sayGenerate({ progress }: CommandContext, key: Secret): void {
  const { characters } = measure(key.bytes());
  const bytes = Math.floor((characters * 3) / 4);
  progress.say(told("Generate", `${bytes} random bytes`, `${characters} characters of A-Z a-z 0-9 - _`));
}

/** The rules of the files. */
export function sayVerify({ progress }: CommandContext, findings: readonly Finding[]): void {
  const { style } = progress;
  const wrong = findings.filter(({ outcome }) => outcome === "fail" || outcome === "unknown");
  const subject = `${findings.length} rules`;
  if (wrong.length === 0) {
    progress.say(stated("Verify", subject, { outcome: "pass", text: "all hold" }, style));
    return;
  }
  const errors = wrong.some(({ outcome, severity }) => outcome === "fail" && severity === "error");
  progress.say(stated("Verify", subject, {
    outcome: errors ? "fail" : wrong.some(({ outcome }) => outcome === "unknown") ? "unknown" : "pass",
    text: `${findings.length - wrong.length} hold`,
  }, style));
  for (const { rule, outcome, severity, message, remedy } of wrong) {
    progress.say(stated("", rule, { outcome, severity, text: message }, style));
    for (const command of remedy?.commands ?? []) progress.say(`              ${command}`);
  }
}

/** How the check ended, and how with an empty key. */
export function sayStart(
  { progress }: CommandContext,
  start: Learned<StartFact>,
  empty: Learned<EmptyStartFact> | undefined,
): void {
  const { style } = progress;
  if (!start.known) {
    progress.say(stated("Start", "", { outcome: "unknown", text: start.why }, style));
    return;
  }
  const { command, outcome, seconds, causes, tail } = start.value;
  const state = outcome === "starts"
    ? { outcome: "pass" as const, text: "starts", seconds }
    : outcome === "fails"
    ? { outcome: "fail" as const, text: "does not start", seconds }
    : { outcome: "unknown" as const, text: "did not end in time", seconds };
  progress.say(stated("Start", command, state, style));
  if (outcome === "fails") {
    for (const line of causes[0] ? causeLines(causes[0]) : tail) progress.say(labelled("", line));
  }
  if (empty === undefined) return;
  if (!empty.known) {
    progress.say(stated("", "with an empty key", { outcome: "unknown", text: empty.why }, style));
    return;
  }
  const tried = empty.value;
  const answers = {
    "refuses": { outcome: "pass", text: "refuses to start" },
    "starts": { outcome: "fail", text: "starts all the same" },
    "not-telling": { outcome: "unknown", text: tried.why ?? "not known" },
  } as const;
  progress.say(stated("", "with an empty key", { ...answers[tried.outcome], seconds: tried.seconds }, style));
  for (const { text } of tried.outcome === "starts" ? tried.causes : []) progress.say(labelled("", text));
}

function causeLines({ title, text, line }: CauseFact): readonly string[] {
  return [`${title}.`, `output line ${line}  ${text}`];
}

/** How the login was answered. */
export function sayLogin({ progress }: CommandContext, login: Learned<LoginFact>): void {
  const { style } = progress;
  if (!login.known) {
    progress.say(stated("Log in", "", { outcome: "unknown", text: login.why }, style));
    return;
  }
  const { url, token, status, seconds, causes, remarks = [] } = login.value;
  const state = token === null
    ? { outcome: "fail" as const, text: `no token (${status})`, seconds }
    : { outcome: "pass" as const, text: `token in the ${token}`, seconds };
  progress.say(stated("Log in", url, state, style));
  if (token === null && causes[0]) {
    for (const line of causeLines(causes[0])) progress.say(labelled("", line));
  }
  for (const remark of remarks) progress.say(labelled("", remarkWords(remark)));
}

/** Which key signed, and what was refused. */
export function sayProof({ progress }: CommandContext, findings: readonly Finding[], facts: Facts): void {
  const { style } = progress;
  for (const [index, { rule, outcome, message }] of findings.entries()) {
    const judged = outcome === "pass" || outcome === "fail";
    const subject = subjectOf(rule, facts);
    const text = judged ? signedText(rule, facts) ?? proofText(rule, facts) ?? message : message;
    progress.say(stated(index === 0 ? "Prove" : "", subject, { outcome, text }, style));
  }
}

function signedText(rule: string, { signature, names, proof }: Facts): string | null {
  if (rule !== "signed-with-jwt-key" || !signature?.known) return null;
  if (proof?.known && !proof.value.checksSignatures) return "checks no signature at all";
  const { signedBy } = signature.value;
  if (signedBy?.kind === "jwt-key") {
    return signedBy.variant === undefined ? `${names.jwt}, nothing else` : signerWords(signedBy);
  }
  return signedBy ? `${signerWords(signedBy)}, not ${names.jwt}` : `not ${names.jwt}, nor any key known here`;
}

function proofText(rule: string, { proof, knownKey }: Facts): string | null {
  if (rule === "known-key-forgery-refused") return knownKey?.known ? knownText(knownKey.value) : null;
  if (!proof?.known || !proof.value.checksSignatures) return null;
  const forgery = proof.value.forgeries[rule];
  if (forgery?.outcome !== "accepted" && forgery?.outcome !== "refused") return null;
  return `${forgery.outcome} (${forgery.status} at ${forgery.where.replace(/^\w+ /, "")})`;
}

/** Nothing was sent: the bytes of the token tell. */
function knownText({ publicKeys, lists, found }: KnownKeyFact): string | null {
  const tried = lists.reduce((sum, { words }) => sum + words, publicKeys);
  return found === null ? `none of ${tried.toLocaleString("en")} fits` : null;
}

/** The rule's title as a subject beside what came of it. */
function subjectOf(rule: string, { names }: Facts): string {
  if (rule === "signed-with-jwt-key") return "signed with";
  if (rule === "secret-key-forgery-refused") return `forged with ${names.session ?? "another key"}`;
  return RULES.find(({ id }) => id === rule)?.title ?? rule;
}

/** A cause's title inside a sentence. */
function lowerFirst(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title[0]?.toLowerCase() + title.slice(1) : title;
}

function labelledPlain(text: string): string {
  return wrap("  ", text);
}
