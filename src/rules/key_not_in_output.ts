import { retype, SERVED_HERE } from "./retype.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass, unknown } from "./verdicts.ts";

/** Holds when nothing that the backend prints or answers holds 8 characters of a key in a row. */
export const keyNotInOutput: Rule = {
  id: "key-not-in-output",
  title: "no key in what it prints",
  severity: "error",
  stage: "proof",
  why:
    "Output goes to files, collectors and screens that many people read and that are kept for years. The first " +
    "characters of a key, printed to see that it is there, are enough to give the rest away sooner.",
  references: [
    "https://cwe.mitre.org/data/definitions/532.html",
    "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude",
  ],
  check(facts) {
    if (facts.output === undefined) return notApplicable("its output was not searched");
    if (!facts.output.known) return notLearned(facts.output, "");
    const { keys, bytes, printed, cut, packed = 0, found } = facts.output.value;
    if (found.length > 0) {
      const names = [...new Set(found.map(({ key }) => key))].join(" and ");
      return fail(
        `8 or more characters of ${names} stand in what it prints or answers`,
        found.map(({ key, where, line, form }) => ({
          text: `line ${line} of ${where}: ${key}${form === "plain" ? "" : ` (${form})`}`,
        })),
        {
          text: `Take the key out of the output, then replace it: what was printed is known`,
          commands: [`deno task upgrade ${facts.project}`],
        },
      );
    }
    if (keys.length === 0) return notApplicable("no key is held here that could be searched for");
    const seen = `the ${bytes} bytes that it ${printed ? "printed and " : ""}answered`;
    if (!printed) {
      return unknown(
        `${seen} hold no part of ${keys.join(" or ")}; what it prints is not seen where it runs already`,
        `deno task login ${retype(facts.project, SERVED_HERE)} --prove key-not-in-output`,
      );
    }
    if (packed > 0) {
      return unknown(
        `${seen} hold no part of ${keys.join(" or ")}; ${packed} came packed and could not be read`,
      );
    }
    const except = cut === 0 ? "" : `; of answers that were cut (${cut}) only what came, at most 1 MiB`;
    return pass(`no 8 characters of ${keys.join(" or ")} stand in ${seen}${except}`);
  },
};
