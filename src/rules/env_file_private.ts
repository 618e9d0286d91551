import { presentFiles } from "./judged_keys.ts";
import { typedPath } from "./quoted.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when the env file's mode opens it to nobody but its owner. */
export const envFilePrivate: Rule = {
  id: "env-file-private",
  title: "the file is closed to others",
  severity: "warning",
  stage: "files",
  why: "Whoever can read the file can sign tokens. On a shared machine that is every account, and on a " +
    "server every other service that runs there.",
  references: ["https://cwe.mitre.org/data/definitions/732.html"],
  check(facts, policy) {
    if (!facts.envFiles?.known) return notLearned(facts.envFiles, "the env files were not read");
    if (!facts.modes) return notApplicable("file modes mean nothing on this platform");
    const files = presentFiles(facts).filter((file) => file.mode !== null);
    if (files.length === 0) return notApplicable("there is no env file");
    const open = files.filter((file) => ((file.mode ?? 0) & 0o077) !== 0);
    const severity = policy.privateFile ? "error" as const : "warning" as const;
    if (open.length === 0) {
      return {
        ...pass(files.map(({ path, mode }) => `${path} has mode ${octal(mode)}`).join(", ")),
        severity,
      };
    }
    return {
      ...fail(
        open.map(({ path, mode }) => `${path} has mode ${octal(mode)}`).join(", "),
        open.map(({ path }) => ({ path })),
        { text: "Close it", commands: open.map(({ path }) => `chmod 600 ${typedPath(facts.root, path)}`) },
      ),
      severity,
    };
  },
};

function octal(mode: number | null): string {
  return (mode ?? 0).toString(8).padStart(4, "0");
}
