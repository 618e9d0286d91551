import { assert } from "@std/assert";
import fc from "fast-check";
import { azurePlaces } from "../../../src/source/deploy/azure_pipelines.ts";
import { bitbucketPlaces, jenkinsPlace, travisPlaces } from "../../../src/source/deploy/ci_systems.ts";
import { circlePlaces } from "../../../src/source/deploy/circle_ci.ts";
import { composePlaces } from "../../../src/source/deploy/compose.ts";
import { buildStages } from "../../../src/source/deploy/dockerfile.ts";
import { isLeftOut } from "../../../src/source/deploy/dockerignore.ts";
import { workflowPlaces } from "../../../src/source/deploy/github_actions.ts";
import { gitlabPlaces } from "../../../src/source/deploy/gitlab_ci.ts";
import { chartPlace } from "../../../src/source/deploy/helm.ts";
import { readManifest, resolveContainers } from "../../../src/source/deploy/kubernetes.ts";
import type { Place } from "../../../src/source/deploy/place.ts";
import {
  appJsonPlaces,
  cronPlaces,
  ecsPlaces,
  flyPlaces,
  procfilePlaces,
  renderPlaces,
  serverlessPlaces,
  supervisorPlaces,
  vercelPlaces,
} from "../../../src/source/deploy/platforms.ts";
import { unitPlace } from "../../../src/source/deploy/systemd.ts";
import { pytestPlaces, toxPlaces } from "../../../src/source/deploy/test_settings.ts";
import { readYaml } from "../../../src/source/read_yaml.ts";

/** Words of all formats, of which anything is put together. */
const WORDS = [
  "services:",
  "web:",
  "environment:",
  "env:",
  "envFrom:",
  "jobs:",
  "steps:",
  "run:",
  "on:",
  "kind:",
  "Secret",
  "Pod",
  "data:",
  "spec:",
  "containers:",
  "- ",
  "  ",
  "    ",
  "\n",
  "\r\n",
  "A=1",
  'B="',
  "'",
  "${A:-",
  "}",
  "{",
  "[",
  "]",
  "&a ",
  "*a",
  "<<: ",
  "!tag ",
  "|\n",
  "null",
  "~",
  "FROM a AS b\n",
  "ENV A=1\n",
  "COPY . .\n",
  "RUN \\\n",
  "[Service]\n",
  "Environment=",
  "[program:a]\n",
  "environment=",
  "* * * * * ",
  "web: A=1 x\n",
  "[testenv]\nsetenv =\n",
  "include:",
  "extends:",
  "variables:",
  "name:",
  "value:",
  "secretKeyRef:",
  "\0",
  "\u202e",
  "%",
  "@",
  "`",
  "<<EOF\n",
  "--- \n",
] as const;

/** Every parser, on one text. */
function placesIn(text: string): readonly Place[] {
  const path = "a/b";
  const { documents } = readYaml(text);
  const at = { path, documents };
  const { containers, objects } = readManifest(path, documents);
  const chart = chartPlace("a/Chart.yaml", { texts: [{ path: "a/values.yaml", text }], names: ["A", "B"] });
  const unit = unitPlace("a", [{ path, text }]);
  isLeftOut("a/.env", text);
  return [
    ...composePlaces(path, () => ({ documents, isWhole: true })).map(({ place }) => place),
    ...resolveContainers(containers, objects),
    ...workflowPlaces(path, documents, { names: ["A"], action: () => documents }),
    ...[gitlabPlaces, circlePlaces, azurePlaces, bitbucketPlaces, travisPlaces].flatMap((read) =>
      [...read(at)] as Place[]
    ),
    ...[appJsonPlaces, renderPlaces, vercelPlaces, ecsPlaces, serverlessPlaces].flatMap((read) =>
      [...read(at)] as Place[]
    ),
    ...[flyPlaces, supervisorPlaces, cronPlaces, procfilePlaces, toxPlaces, pytestPlaces].flatMap((read) =>
      [...read(path, text)] as Place[]
    ),
    ...buildStages(path, text).flatMap(({ runs }) => runs),
    jenkinsPlace(path, text),
    ...(chart === null ? [] : [chart]),
    ...(unit === null ? [] : [unit]),
  ];
}

Deno.test({
  name: "no parser of a descriptor throws, and each says a line of the file",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }), (words) => {
        const text = words.join("");
        const most = text.split(/\r\n|[\r\n]/).length + 2;
        for (const { line, variables, files, kind } of placesIn(text)) {
          for (const at of [line, ...variables.map(({ line }) => line), ...files.map(({ line }) => line)]) {
            assert(at >= 1 && at <= most, `${kind}: line ${at} of ${most}`);
          }
        }
      }),
      { seed: 7, numRuns: 400 },
    );
  },
});
