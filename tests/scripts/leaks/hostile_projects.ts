import { join } from "@std/path";

/** A project that wants to hang, to crash, or to be run. */
export interface HostileProject {
  readonly name: string;
  readonly make: (folder: string) => void | Promise<void>;
  /** Flags of the commands, where they need some; MARKER and FOLDER are filled. */
  readonly flags?: readonly string[];
  /** What a command may take, where its time limit holds several times over. */
  readonly seconds?: number;
}

const KEYS = "SECRET_KEY=g1h2j3k4m5n6p7q8\nJWT_SECRET_KEY=z9x8w7v6u5t4s3r2\n";
const MARKER = "MARKER";

function text(name: string, content: string | Uint8Array): (folder: string) => void {
  return (folder) => {
    const path = join(folder, name);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
  };
}

function all(...makes: readonly HostileProject["make"][]): HostileProject["make"] {
  return async (folder) => {
    for (const make of makes) await make(folder);
  };
}

function fifo(name: string): HostileProject["make"] {
  return async (folder) => {
    await new Deno.Command("mkfifo", { args: [join(folder, name)] }).output();
  };
}

function link(name: string, target: string): HostileProject["make"] {
  return (folder) => Deno.symlinkSync(target, join(folder, name));
}

const keys = text(".env", KEYS);
const large = (line: string) => line.repeat(Math.ceil((10 << 20) / line.length));

/** What stands where a `.env` should. */
export const HOSTILE_ENV_FILES: readonly HostileProject[] = [
  { name: "a .env that is a FIFO", make: fifo(".env") },
  { name: "a .env that is a folder", make: (folder) => Deno.mkdirSync(join(folder, ".env")) },
  { name: "a .env that is a loop of links", make: all(link(".env", ".env.a"), link(".env.a", ".env")) },
  { name: "a .env that is a device", make: link(".env", "/dev/zero") },
  { name: "a .env of 10 MB of comments", make: text(".env", large("# a comment\n") + KEYS), seconds: 40 },
  { name: "a .env of 65,536 assignments", make: text(".env", "A=1\n".repeat(1 << 16) + KEYS) },
  {
    name: "a .env of one line of 10 MB",
    make: text(".env", `${KEYS}A=${"x".repeat(10 << 20)}`),
    seconds: 40,
  },
  { name: "a .env of open quotes", make: text(".env", large(`A="x\nB='\n`).slice(0, 1 << 20) + KEYS) },
  { name: "a .env of references", make: text(".env", KEYS + "A=${A}${B}\nB=${A}${A}\n".repeat(5000)) },
  { name: "a .env of random bytes", make: text(".env", crypto.getRandomValues(new Uint8Array(60_000))) },
  { name: "a .env of UTF-16", make: text(".env", new Uint8Array([0xff, 0xfe, 65, 0, 61, 0])) },
];

/** What stands around a good `.env`. */
export const HOSTILE_PROJECTS: readonly HostileProject[] = [
  { name: "an example that is a FIFO", make: fifo(".env.example") },
  {
    name: "manifests that are FIFOs",
    make: all(keys, fifo("requirements.txt"), fifo("manage.py"), fifo("package.json")),
  },
  { name: "settings that are a FIFO", make: all(keys, fifo("keysplit.json")) },
  {
    name: "settings with __proto__",
    make: all(keys, text("keysplit.json", '{"__proto__":{"yes":true},"constructor":1}')),
  },
  {
    name: "settings of 10 MB",
    make: all(keys, text("keysplit.json", `{"check":"${"x".repeat(10 << 20)}"}`)),
  },
  { name: "deep settings", make: all(keys, text("keysplit.json", '{"envFiles":'.repeat(100_000))) },
  {
    name: "deep and whole settings",
    make: all(keys, text("keysplit.json", "[".repeat(1e5) + "]".repeat(1e5))),
  },
  {
    name: "names with newlines and escapes",
    make: all(
      keys,
      text("a\n\u001b[31mb\u202e/set\ntings.py", "SECRET_KEY = 'x'\n"),
      text("\u001b]0;x\u0007.env", KEYS),
    ),
  },
  {
    name: "10,000 files",
    make: all(keys, (folder) => {
      for (let at = 0; at < 100; at++) {
        Deno.mkdirSync(join(folder, `f${at}`));
        for (let file = 0; file < 100; file++) {
          Deno.writeTextFileSync(join(folder, `f${at}`, `m${file}.py`), "A = 1\n");
        }
      }
    }),
  },
  {
    name: "folders that are deep and in a loop",
    make: all(keys, (folder) => {
      const deep = join(folder, ...Array.from({ length: 400 }, () => "d"));
      Deno.mkdirSync(deep, { recursive: true });
      Deno.symlinkSync(folder, join(folder, "d", "loop"));
      Deno.symlinkSync("loop", join(folder, "loop"));
    }),
  },
  {
    name: "Python without an end",
    make: all(
      keys,
      text("manage.py", "import django\n"),
      text("requirements.txt", "django==5.2\ndjangorestframework-simplejwt==5.5\n" + "x".repeat(1 << 20)),
      text(
        "shop/settings.py",
        `SECRET_KEY = ${"(".repeat(100_000)}\nSIMPLE_JWT = ${"{'a': ".repeat(50_000)}`,
      ),
      text(
        "shop/urls.py",
        `a${".a".repeat(100_000)}\nb = ${"a + ".repeat(100_000)}a\nx = ${"-".repeat(100_000)}1\n`,
      ),
      text("pyproject.toml", `a = ${"[".repeat(100_000)}`),
      text("docker-compose.yml", `${"- ".repeat(50_000)}a\n`),
    ),
  },
  {
    name: "settings that import each other",
    make: all(
      keys,
      text(
        "manage.py",
        'import os, django\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
      ),
      text("shop/__init__.py", ""),
      text(
        "shop/settings.py",
        "from .base import *\nSECRET_KEY = OTHER\nSIMPLE_JWT = {'SIGNING_KEY': JWT}\n",
      ),
      text(
        "shop/base.py",
        "from .settings import *\nOTHER = SECRET_KEY\nJWT = SIMPLE_JWT['SIGNING_KEY']\nA = A\n",
      ),
    ),
  },
  {
    name: "a git that runs programs",
    make: all(
      keys,
      git("init", "-q"),
      (folder) =>
        Deno.writeTextFileSync(join(folder, ".git", "config"), hostileConfig(folder), { append: true }),
      text(".gitattributes", "* filter=evil diff=evil\n"),
      (folder) => {
        Deno.mkdirSync(join(folder, "hooks"), { recursive: true });
        for (const name of ["post-index-change", "pre-commit", "fsmonitor-watchman", "post-checkout"]) {
          const path = join(folder, "hooks", name);
          Deno.writeTextFileSync(path, `#!/bin/sh\ntouch '${join(folder, MARKER)}'\n`, { mode: 0o755 });
        }
      },
    ),
  },
  {
    name: "a git that fetches what it lacks",
    make: all(
      text(".gitignore", "*.env\n"),
      git("init", "-q"),
      git("add", ".gitignore"),
      git("update-index", "--skip-worktree", ".gitignore"),
      (folder) => {
        // What git must know of this file now lies in an object that it would have to fetch, by a program.
        Deno.removeSync(join(folder, ".gitignore"));
        Deno.removeSync(join(folder, ".git", "objects"), { recursive: true });
        Deno.mkdirSync(join(folder, ".git", "objects"));
        Deno.writeTextFileSync(join(folder, ".git", "config"), fetchingConfig(folder));
      },
      keys,
    ),
  },
  { name: "a check that never ends", make: keys, flags: ["--check", "sleep 1000"] },
  {
    name: "a check that ignores signals",
    // A second for each of three checks, and two until each is killed.
    seconds: 40,
    make: keys,
    flags: ["--check", "trap '' TERM INT HUP; while :; do sleep 0.1; done"],
  },
  {
    name: "a check with a daemon",
    make: keys,
    flags: ["--check", "(sleep 1000 & sleep 1000 &) ; nohup sleep 1000 & exit 0"],
  },
  {
    name: "a check that prints 100 MB",
    make: keys,
    flags: ["--check", "head -c 100000000 /dev/zero | tr '\\0' 'k'; exit 1"],
  },
  {
    name: "a check that prints lines without end",
    make: keys,
    flags: [
      "--check",
      "yes \"ImproperlyConfigured: JWT_SECRET_KEY=$(head -c 900 /dev/zero | tr '\\0' '(')\" | head -c 3000000; exit 1",
    ],
  },
  { name: "a key file without an end", make: keys, flags: ["--key-file", "/dev/zero", "--check", "true"] },
  { name: "an env file without an end", make: keys, flags: ["--env-file", "/dev/zero", "--check", "true"] },
];

function git(...words: readonly string[]): HostileProject["make"] {
  return async (folder) => {
    await new Deno.Command("git", { args: ["-C", folder, ...words] }).output();
  };
}

/** Every setting by which a repository's own configuration makes git start something. */
function hostileConfig(folder: string): string {
  const touch = `touch '${join(folder, MARKER)}'`;
  Deno.writeTextFileSync(
    join(folder, ".git", "more"),
    `[core]\n\tpager = ${touch}\n\tfsmonitor = ${touch}\n`,
  );
  return [
    "[core]",
    `\tfsmonitor = "${touch}"`,
    `\thooksPath = ${join(folder, "hooks")}`,
    `\tpager = "${touch}"`,
    `\teditor = "${touch}"`,
    `\tsshCommand = "${touch}"`,
    `\tgitProxy = "${touch}"`,
    `\taskPass = "${touch}"`,
    "\tuntrackedCache = true",
    "[alias]",
    `\tls-files = "!${touch}"`,
    `\tcheck-ignore = "!${touch}"`,
    `\trev-parse = "!${touch}"`,
    '[filter "evil"]',
    `\tclean = "${touch}"`,
    `\tsmudge = "${touch}"`,
    `\tprocess = "${touch}"`,
    "\trequired = true",
    '[diff "evil"]',
    `\texternal = "${touch}"`,
    `\ttextconv = "${touch}"`,
    `[includeIf "gitdir:${folder}/"]`,
    "\tpath = more",
    '[remote "origin"]',
    `\turl = "ext::sh -c ${touch.replaceAll(" ", "% ")}"`,
    `\tuploadpack = "${touch}"`,
    "\tpromisor = true",
    '[protocol "ext"]',
    "\tallow = always",
    "[credential]",
    `\thelper = "!${touch}"`,
    "",
  ].join("\n");
}

/** A partial clone whose missing objects come from a program. */
function fetchingConfig(folder: string): string {
  return [
    "[core]",
    "\trepositoryformatversion = 1",
    "\tbare = false",
    "[extensions]",
    "\tpartialClone = origin",
    '[remote "origin"]',
    `\turl = "ext::sh -c touch% ${join(folder, MARKER)}"`,
    "\tpromisor = true",
    '[protocol "ext"]',
    "\tallow = always",
    "",
  ].join("\n");
}
