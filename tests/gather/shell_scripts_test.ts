import { assertEquals } from "@std/assert";
import { loadersInUse } from "../../src/gather/loaders.ts";
import { inUse, projectOf } from "./in_use.ts";

type Case = readonly [files: Readonly<Record<string, string>>, found: readonly string[]];

const CASES: Readonly<Record<string, Case>> = {
  "no command in what is printed": [
    {
      "a.sh": [
        'echo "try: docker run --env-file .env shop"',
        "printf 'docker run --env-file %s\\n' .env; echo run docker run --env-file .env shop",
        "echo 'set -a; . ./.env'",
      ].join("\n"),
      "Makefile": 'help:\n\t@echo "docker run --env-file .env shop"\n',
      "package.json": '{\n  "scripts": { "help": "echo node --env-file=.env a.js" }\n}',
      ".env": "",
    },
    [],
  ],
  "what runs beside what is printed, or is computed for it": [
    {
      "a.sh": 'echo "starting" && docker run --env-file .env shop\n',
      "b.sh": 'echo "$(podman run --env-file .env shop)"\n',
      "package.json": '{ "scripts": { "a": "echo hi", "b": "node --env-file=.env a.js" } }',
      ".env": "",
    },
    ["docker-run  a.sh:1  .env", "podman-env-file  b.sh:1  .env", "node-env-file  package.json:1  .env"],
  ],
  "no command behind a comment sign, but behind one in quotes": [
    {
      "a.sh": "ls # docker run --env-file .env shop\n",
      "b.sh": "docker run --label 'a # b' -e X=${#Y} --env-file .env shop\n",
      "c.sh": ". ./.env\nnode a.js # export JWT_SECRET_KEY\n# set -a\n",
      ".env": "",
    },
    ["docker-run  b.sh:1  .env", "dash-unexported  c.sh:1  .env"],
  ],
  "what set -a holds for, and no more": [
    {
      "a.sh": "set -a; . other.env; set +a; . .env\nnode a.js\n",
      "b.bash": "load() {\n  source b.env\n}\nset -o allexport\nload\nset +o allexport\n",
      "c.sh": "#!/bin/bash\nset -a\n. c.env\nset +a\nset -a; . d.env\n",
      ".env": "",
    },
    ["dash  a.sh:1  other.env", "bash  b.bash:2  b.env c.env d.env", "dash-unexported  a.sh:1  .env"],
  ],
  "no just that is told not to": [
    { "justfile": "set dotenv-load := false\nrun:\n  node a.js\n", ".env": "" },
    [],
  ],
  "just that is told to": [
    { "justfile": "set dotenv-load := true\n", ".env": "" },
    ["just  justfile:1  .env"],
  ],
  "a script without an extension by its first line": [
    {
      "bin/start": "#!/usr/bin/env bash\nset -a\nsource .env\nset +a\n",
      "entrypoint": "#!/bin/sh -e\ndocker run --env-file .env shop\n",
      "notes": "docker run --env-file no.env shop\n",
      "tool": "#!/usr/bin/env python3\n# docker run --env-file no.env\n",
      ".env": "",
    },
    ["bash  bin/start:3  .env", "docker-run  entrypoint:2  .env"],
  ],
  "the folder of a script": [
    {
      "a.sh": 'set -a\nsource "$(dirname "$0")/.env"\n',
      "bin/b.sh": 'set -a\nsource "$(dirname "${BASH_SOURCE[0]}")/../b.env"\n',
      "bin/c.sh": 'DIR=$(cd "$(dirname "$0")"/..; pwd)\nset -a\nsource "$DIR/c.env"\n',
      "bin/d.sh":
        'readonly ROOT="$(cd -- "$(dirname -- "$(readlink -f "$0")")/.." >/dev/null 2>&1 && pwd -P)"\nset -a\nsource "${ROOT}"/d.env\n',
      "bin/e.sh": 'set -a\nsource "${0%/*}/.env"\n',
      ".env": "",
    },
    ["bash  a.sh:2  .env b.env c.env d.env bin/.env"],
  ],
  "the folder that a script is started in": [
    {
      "bin/a.sh": 'set -a\nsource "$(pwd)/.env"\n',
      "bin/b.sh": "podman run --env-file $(pwd)/.env shop\n",
      ".env": "",
    },
    ["bash  bin/a.sh:2  .env", "podman-env-file  bin/b.sh:1  .env"],
  ],
  "a file that a variable names": [
    {
      "a.sh": 'ENV_FILE=.env; docker run --env-file "$ENV_FILE" shop\n',
      "b.sh": 'FILE="${FILE:-b.env}"\ndocker run \\\n  --env-file ${FILE} shop\n',
      "c.sh": 'F=$(pick)\nG=$F\ndocker run --env-file "$F" shop; docker run --env-file "$G" shop\n',
      "Makefile": "ENV ?= m.env\nrun:\n\tpodman run --env-file $(ENV) shop\n",
      ".env": "",
    },
    ["docker-run  a.sh:1  .env b.env", "podman-env-file  Makefile:3  m.env"],
  ],
  "no container that is given keys of its own": [
    {
      "a.sh":
        "docker run --env-file .env -e JWT_SECRET_KEY=abc --env SECRET_KEY=d -e SESSION_SECRET=x shop\n",
      ".env": "",
    },
    [],
  ],
  "no file of a unit that an empty line takes back": [
    {
      "a.service": "[Service]\nEnvironmentFile=a.env\nEnvironmentFile=\n",
      "b.service": "[Service]\nEnvironmentFile=b.env\n",
      "b.service.d/own.conf": "[Service]\nEnvironmentFile=\nEnvironmentFile=c.env\n",
      ".env": "",
    },
    ["systemd-environment-file  b.service.d/own.conf:3  b.service.d/c.env"],
  ],
  "a unit's file on the next line, and one with blanks": [
    {
      "a.service": "[Service]\nEnvironmentFile=\\\n  # the key\n  -/etc/shop/a.env\n",
      "b.service": "[Service]\nEnvironmentFile=/etc/my shop/b.env \n",
      ".env": "",
    },
    ["systemd-environment-file  a.service:2  /etc/shop/a.env /etc/my shop/b.env"],
  ],
};

for (const [name, [files, found]] of Object.entries(CASES)) {
  Deno.test({
    name: `loadersInUse() finds ${name}`,
    permissions: "none",
    fn: () => assertEquals(inUse(files), found),
  });
}

Deno.test({
  name: "loadersInUse() names the variables that a container has from its file alone",
  permissions: "none",
  fn() {
    const container = (more: string) =>
      loadersInUse(projectOf({ "a.sh": `docker run ${more} --env-file .env shop\n`, ".env": "" }))
        .map(({ names }) => names?.includes("JWT_SECRET_KEY") ?? "all");
    assertEquals(container("-e OTHER=1"), ["all"]);
    assertEquals(container("-e JWT_SECRET_KEY"), ["all"]);
    assertEquals(container("-e JWT_SECRET_KEY_OLD=1"), ["all"]);
    assertEquals(container("-d -e JWT_SECRET_KEY=1").includes("all"), false);
    assertEquals(container("-d -e JWT_SECRET_KEY=1").includes(true), false);
  },
});
