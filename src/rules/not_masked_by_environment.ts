import { presentFiles } from "./judged_keys.ts";
import { jwtReaders, listed, loadedFiles } from "./loaded_files.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when no variable of the process, not even an empty one, replaces the file's value by another. */
export const notMaskedByEnvironment: Rule = {
  id: "not-masked-by-environment",
  title: "nothing hides it",
  severity: "error",
  stage: "files",
  why:
    "Most loaders let the process win over the file, and a variable that is set but empty counts as set. " +
    "Compose makes one from `- JWT_SECRET_KEY=${JWT_SECRET_KEY}` when nothing is set: the application then " +
    "says that the key is missing, and the file looks right.",
  references: ["https://12factor.net/config"],
  check(facts) {
    if (!facts.envFiles?.known) return notLearned(facts.envFiles, "the env files were not read");
    if (!facts.process?.known) return notLearned(facts.process, "the environment was not read");
    const { jwt } = facts.names;
    if (!presentFiles(facts).some((file) => file.jwtKey !== null)) {
      return notApplicable(`no env file sets ${jwt}`);
    }
    const { jwtKey, sameAsFile, wins } = facts.process.value;
    if (jwtKey === null) return pass(`the environment has no ${jwt}`);
    if (sameAsFile === true) return pass(`the environment has the same ${jwt}`);
    const empty = jwtKey.key.characters === 0;
    const loaders = loadedFiles(facts).flatMap(jwtReaders).map(({ loader }) => loader);
    const letting = loaders.filter(({ precedence }) =>
      precedence === "process" || (precedence === "ignores-empty" && !empty)
    );
    const others = listed(letting.filter(({ own }) => !own).map(({ title }) => title));
    if (wins === false && others === "") return pass("the application's loader lets the file win");
    if (wins === null && loaders.length > 0 && letting.length === 0) {
      return pass(`${listed(loaders.map(({ title }) => title))} let the file win`);
    }
    const what = empty ? "is set but empty" : "has another value";
    return fail(
      wins === false
        ? `${jwt} ${what} in the environment, which wins over the file for ${others}`
        : `${jwt} ${what} in the environment, which wins over the file`,
      [{ text: `${jwt} in the environment of the process` }],
      { text: "Take the variable out of the environment", commands: [`unset ${jwt}`] },
    );
  },
};
