import type { Evidence, Remedy } from "../rules/rule.ts";
import { type Confidence, confidenceOf } from "./confidence.ts";
import { LOGIN_SYMPTOMS } from "./login.ts";
import type { Diagnosis, Symptom } from "./symptom.ts";
import { TOKEN_SYMPTOMS } from "./tokens.ts";

/** A diagnosis as a report has it. */
export interface DescribedCause {
  readonly cause: string;
  readonly title: string;
  /** Whether the JWT key, or the change to it, is to blame. */
  readonly ours: boolean;
  readonly confidence: Confidence;
  /** The rule that answers it, if the key is to blame. */
  readonly rule: string | null;
  readonly evidence: readonly Evidence[];
  readonly why: string;
  readonly remedy: Remedy;
  /** Commands that show whether the remedy worked. */
  readonly check: readonly string[];
  /** The page that says more, by its path in Keysplit, and the command that prints it. */
  readonly page: string;
  readonly explain: string;
}

/** Where commands are to work. */
export interface Place {
  /** The project with its flags, as it is typed after a command; `PATH` where none is known. */
  readonly typed: string;
  /** Its folder alone, as a shell needs it. */
  readonly folder: string;
}

/** What a description needs besides the diagnosis. */
export interface Telling {
  readonly project: Place;
  readonly evidence: readonly Evidence[];
  readonly names?: "known" | "guessed";
  /** Whether something failed, or the words alone are there: they can be those of a guide. */
  readonly ground?: "failure" | "words";
  /** All that was found: of two causes for the same words neither is certain. */
  readonly among?: readonly Diagnosis[];
}

/** Causes that no rule names and that the key, or a change of it, brings about all the same. */
export const BY_A_NEW_KEY: ReadonlySet<string> = new Set([
  "key-not-symmetric",
  "key-of-wrong-kind",
  "algorithm-wants-key-pair",
  "env-extra-forbidden",
  "compose-blank-default",
  "reload-ended-service",
  "verifying-key-list-ignored",
  "outstanding-tokens-deleted",
  "shell-is-no-check",
  "stale-token-blocks-login",
  "token-signed-with-other-key",
  "token-signed-with-other-key-or-expired",
  "actions-secret-empty",
  "cluster-secret-missing",
]);

/** Causes that stop a start: an exception or an error's level comes with them. */
const REFUSALS: ReadonlySet<string> = new Set([
  "key-missing",
  "key-empty",
  "keys-equal",
  "key-too-short",
  "key-weak",
]);

/** Causes behind which there is another one, the key's or not, that the text does not show. */
export const HIDES_THE_REASON: ReadonlySet<string> = new Set([
  "settings-failure-hidden",
  "server-not-reached",
  "server-error",
  "server-unavailable",
  "worker-failed",
]);

/** A diagnosis in words and commands for one project; its evidence comes redacted. */
export function describe(
  { symptom, insteadOf }: Pick<Diagnosis, "symptom" | "insteadOf">,
  telling: Telling,
): DescribedCause {
  const { cause, title, rule, why, remedy } = symptom;
  const page = rule ?? cause;
  return {
    cause,
    title,
    ours: isOurs(symptom),
    confidence: insteadOf !== undefined
      ? "possible"
      : confidenceOf(cause, rule !== null && isDoubted(cause, telling) ? "guessed" : "known"),
    rule,
    evidence: telling.evidence,
    why,
    remedy: {
      text: remedy.text,
      commands: remedy.commands.map((command) => placeCommand(command, telling.project)),
    },
    check: [placeCommand(checkOf(symptom), telling.project)],
    page: rule === null ? `docs/symptoms.md#${cause}` : `docs/rules/${rule}.md`,
    explain: `deno task explain ${page}`,
  };
}

function isDoubted(cause: string, { names, ground, among = [] }: Telling): boolean {
  return names === "guessed" || (ground === "words" && REFUSALS.has(cause)) ||
    among.some(({ insteadOf }) => insteadOf === cause);
}

/** Whether the JWT key, or the change to it, is to blame for a cause. */
export function isOurs({ rule, cause }: Pick<Symptom, "rule" | "cause">): boolean {
  return rule !== null || BY_A_NEW_KEY.has(cause);
}

/** Whose doing a cause is, as far as its text tells. */
export function whoseDoing(
  symptom: Pick<Symptom, "rule" | "cause">,
): "the key" | "not the key" | "not known" {
  if (HIDES_THE_REASON.has(symptom.cause)) return "not known";
  return isOurs(symptom) ? "the key" : "not the key";
}

/** The command that shows whether a cause has gone, with `{project}` in it. */
export function checkOf(symptom: Symptom): string {
  const isAsked = LOGIN_SYMPTOMS.includes(symptom) || TOKEN_SYMPTOMS.includes(symptom);
  return isAsked ? "deno task login {project}" : "deno task startup {project}";
}

/** A symptom's command for one project. */
export function placeCommand(command: string, { typed, folder }: Place): string {
  return command.replaceAll("cd {project}", `cd ${folder}`).replaceAll("{project}", typed);
}
