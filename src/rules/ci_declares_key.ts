import type { CiJobFact, CiKind } from "./facts.ts";
import {
  counted,
  handingEvidence,
  judgePlaces,
  lackingEvidence,
  titleOf,
  unsureEvidence,
} from "./judge_places.ts";
import { listed } from "./loaded_files.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when every job of CI that is given the application's settings is given the JWT key too. */
export const ciDeclaresKey: Rule = {
  id: "ci-declares-key",
  title: "CI declares the key",
  severity: "error",
  stage: "project",
  why:
    "The change that makes the key required breaks every job that starts the application without it: tests, " +
    "checks and migrations fail on the branch where the change is right. A throw-away key in a test job is no " +
    "secret and may stand there as text.",
  references: [
    "https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions",
  ],
  check(facts) {
    if (facts.ci === undefined) return notApplicable("the files of CI were not looked at");
    if (!facts.ci.known) return notLearned(facts.ci, "");
    const { files, jobs, bare = [], unread } = facts.ci.value;
    const { jwt, session } = facts.names;
    if (files.length === 0) return notApplicable("the project has no CI that is known");
    const { handing, lacking, unsure } = judgePlaces(jobs);
    if (lacking.length > 0) {
      const kinds = [...new Set(lacking.map(({ kind }) => kind))];
      return fail(
        jobs.length === 1
          ? `the one job that is given the application's settings is not given ${jwt}`
          : `${lacking.length} of ${jobs.length} jobs that are given the application's settings ${
            lacking.length === 1 ? "is" : "are"
          } not given ${jwt}`,
        lacking.map((job) => lackingEvidence(job, session)),
        {
          text: "Give the job a throw-away key, which needs no store of secrets and works for forks too",
          commands: kinds.map((kind) => LINES[kind](jwt)),
        },
      );
    }
    if (unread.length > 0) {
      return {
        outcome: "unknown",
        message: `${listed(unread.map(({ path }) => path))} could not be read`,
        evidence: unread.map(({ path, why }) => ({ path, text: why })),
      };
    }
    if (unsure.length > 0) {
      return {
        outcome: "unknown",
        message: `what ${
          listed([...new Set(unsure.flatMap(({ unseen }) => unseen))])
        } gives CI is not in the project`,
        evidence: unsure.map(unsureEvidence),
        remedy: { text: `Look whether it holds ${jwt}, or name the key in the job`, commands: [] },
      };
    }
    if (handing.length === 0 && bare.length > 0) {
      const isOne = bare.length === 1;
      return {
        outcome: "unknown",
        message: `${counted(bare.length, "job")} ${
          isOne ? "starts" : "start"
        } the application or its tests and ${
          isOne ? "is" : "are"
        } given none of its settings: whether ${jwt} is needed there is not known`,
        evidence: bare.map((job) => ({ path: job.path, line: job.line, text: titleOf(job) })),
        remedy: {
          text:
            `If it is, give the job a throw-away key, which needs no store of secrets and works for forks too`,
          commands: [...new Set(bare.map(({ kind }) => kind))].map((kind) => LINES[kind](jwt)),
        },
      };
    }
    if (handing.length === 0) return notApplicable("no job of CI is given the application's settings");
    const empty = handing.filter(({ emptyForForks }) => emptyForForks);
    return pass(
      `${counted(handing.length, "job")} ${handing.length === 1 ? "is" : "are"} given ${jwt}${
        forksWithout(empty)
      }`,
      handing.map(handingEvidence),
    );
  },
};

/** What is not to be blamed on the project: such runs get no secrets, whatever it declares. */
function forksWithout(empty: readonly CiJobFact[]): string {
  return empty.length === 0
    ? ""
    : `; for pull requests from forks and of Dependabot it is empty in ${
      listed(empty.slice(0, 3).map(titleOf))
    }, where this is not applicable`;
}

const LINES = {
  "GitHub Actions": (name) => `- run: echo "${name}=$(openssl rand -hex 32)" >> "$GITHUB_ENV"`,
  "GitLab CI": (name) => `- export ${name}=$(openssl rand -hex 32)`,
  CircleCI: (name) => `- run: echo "export ${name}=$(openssl rand -hex 32)" >> "$BASH_ENV"`,
  "Azure Pipelines": (name) =>
    `- script: echo "##vso[task.setvariable variable=${name}]$(openssl rand -hex 32)"`,
  "Bitbucket Pipelines": (name) => `- export ${name}=$(openssl rand -hex 32)`,
  "Travis CI": (name) => `- export ${name}=$(openssl rand -hex 32)`,
  Jenkins: (name) => `environment { ${name} = credentials('ID') }`,
  tox: (name) => `${name} = throw-away-key-of-the-tests-which-signs-nothing-that-anybody-trusts`,
  pytest: (name) => `${name}=throw-away-key-of-the-tests-which-signs-nothing-that-anybody-trusts`,
  "env file": (name) => `${name}=throw-away-key-of-the-tests-which-signs-nothing-that-anybody-trusts`,
} as const satisfies Record<CiKind, (name: string) => string>;
