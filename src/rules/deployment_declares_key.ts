import type { DescriptorKind, Facts, PlaceFact } from "./facts.ts";
import {
  counted,
  envFileOf,
  handingEvidence,
  judgePlaces,
  lackingEvidence,
  unsureEvidence,
} from "./judge_places.ts";
import { listed } from "./loaded_files.ts";
import type { Remedy, Rule } from "./rule.ts";
import { quoted, quotedPath, typedPath } from "./quoted.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when every deployment descriptor that hands the application its settings hands over the JWT key too. */
export const deploymentDeclaresKey: Rule = {
  id: "deployment-declares-key",
  title: "deployments hand it over",
  severity: "error",
  stage: "project",
  why:
    "A service that reads its settings from its surroundings starts where it was written and not where it is " +
    "deployed: the release fails at its start, and workers, scheduled jobs and image builds fail later than the " +
    "server, when nobody looks.",
  references: ["https://12factor.net/config"],
  check(facts) {
    if (facts.deployment === undefined) return notApplicable("the deployment descriptors were not looked at");
    if (!facts.deployment.known) return notLearned(facts.deployment, "");
    const { jwt, session } = facts.names;
    const { places, unread } = facts.deployment.value;
    const { handing, lacking, unsure } = judgePlaces(places);
    if (lacking.length > 0) {
      return fail(
        places.length === 1
          ? `the one place that hands over the application's settings does not hand over ${jwt}`
          : `${lacking.length} of ${places.length} places that hand over the application's settings ${
            lacking.length === 1 ? "does" : "do"
          } not hand over ${jwt}`,
        lacking.map((place) => lackingEvidence(place, session)),
        linesToAdd(facts, lacking),
      );
    }
    if (unread.length > 0) {
      return {
        outcome: "unknown",
        message: `${listed(unread.map(({ path }) => path))} could not be read`,
        evidence: unread.map(({ path, why }) => ({ path, text: why })),
        remedy: { text: `Look there whether it hands over ${jwt}, beside what the others do`, commands: [] },
      };
    }
    if (unsure.length > 0) {
      return {
        outcome: "unknown",
        message: `what ${
          listed([...new Set(unsure.flatMap(({ unseen }) => unseen))])
        } hands over is not in ` +
          "the project",
        evidence: unsure.map(unsureEvidence),
        remedy: { text: `Look whether it holds ${jwt}`, commands: questionsTo(unsure, jwt) },
      };
    }
    if (handing.length === 0) {
      return notApplicable("no deployment descriptor hands over the application's settings");
    }
    return pass(
      `${counted(handing.length, "place")} ${handing.length === 1 ? "hands" : "hand"} over ${jwt}`,
      handing.map(handingEvidence),
    );
  },
};

/** The line that is to be added, as each kind of file spells it. */
const LINES = {
  Compose: (name) => `${name}: \${${name}:?}`,
  Kubernetes: (name) => `- {name: ${name}, valueFrom: {secretKeyRef: {name: SECRET, key: ${name}}}}`,
  Helm: (name) => `- {name: ${name}, valueFrom: {secretKeyRef: {name: SECRET, key: ${name}}}}`,
  systemd: () => "EnvironmentFile=PATH",
  "image build": (name) => `RUN ${name}=$(openssl rand -hex 32) COMMAND`,
  Procfile: (name) => `heroku config:set ${name}="$(deno task -q generate)"`,
  "app.json": (name) => `"${name}": {"generator": "secret"}`,
  Render: (name) => `- {key: ${name}, generateValue: true}`,
  Fly: (name) => `deno task -q generate | sed 's/^/${name}=/' | fly secrets import`,
  Vercel: (name) => `vercel env add ${name} production`,
  supervisor: (name) => `environment=${name}="%(ENV_${name})s"`,
  cron: () => "set -a; . PATH; set +a; COMMAND",
  ECS: (name) => `{"name": "${name}", "valueFrom": "ARN"}`,
  Serverless: (name) => `${name}: \${ssm:PATH}`,
} as const satisfies Record<DescriptorKind, (name: string) => string>;

function linesToAdd(facts: Facts, lacking: readonly PlaceFact[]): Remedy {
  const { jwt, session } = facts.names;
  const files = [...new Set(lacking.flatMap((place) => envFileOf(place) ?? []))];
  const own = facts.envFiles?.known ? facts.envFiles.value.map(({ path }) => path) : [];
  const writing = [
    ...new Set(
      files.map((path) =>
        own.includes(path)
          ? `deno task upgrade ${facts.project}`
          : `deno task append ${facts.root} --env-file ${typedPath(facts.root, path)}`
      ),
    ),
  ];
  const kinds = [...new Set(lacking.filter((place) => envFileOf(place) === null).map(({ kind }) => kind))];
  const beside = session === null || session === jwt ? "the other settings" : session;
  const inFiles = `${jwt} into ${listed(files)}, which ${
    files.length === 1 ? "gives" : "give"
  } ${beside} there`;
  if (kinds.length === 0) return { text: `Write ${inFiles}`, commands: writing };
  const line = kinds.length === 1 && kinds[0] === "image build"
    ? "Hand over a key that is made for this one command and thrown away with it"
    : `Hand over ${jwt} beside ${beside}, from the store of secrets and not as text, and set it there before ` +
      "the release";
  return {
    text: files.length === 0 ? line : `${line}; write ${inFiles}`,
    commands: [...kinds.map((kind) => LINES[kind](jwt)), ...writing],
  };
}

function questionsTo(unsure: readonly PlaceFact[], jwt: string): readonly string[] {
  const named = unsure.flatMap(({ unseen }) => unseen);
  const secrets = named.flatMap((one) => /^Secret (\S+)$/.exec(one)?.[1] ?? []);
  const files = named.filter((one) => /env|conf/i.test(one) && !one.includes(" "));
  return [
    ...secrets.map((name) => `kubectl get secret ${quoted(name)} -o jsonpath='{.data.${jwt}}' | wc -c`),
    ...files.map((file) => `grep -c '^${jwt}=.' ${quotedPath(file)}`),
  ].slice(0, 5);
}
