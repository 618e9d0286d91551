import { assertEquals } from "@std/assert";
import { copyCode } from "../../src/gather/trial/copy_code.ts";
import { mapCommand, mapText } from "../../src/gather/trial/map_paths.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** Copies /p to /t/code, and lists what is there. */
function copy(
  files: NonNullable<MemoryOptions["files"]>,
  more: Partial<Parameters<typeof copyCode>[1]> = {},
) {
  const host = memoryHost({ files: { "/t": { folder: 0o700 }, ...files } });
  host.files.makeFolder("/t/code", 0o700);
  const map = { from: "/p", to: "/t/code" };
  const copied = copyCode(host.files, { root: "/p", map, always: [], never: [], ...more });
  const list = (folder: string): readonly string[] =>
    host.files.list(folder).flatMap((name) => {
      const path = `${folder}/${name}`;
      return host.files.lstat(path).kind === "folder" ? list(path) : [path.slice("/t/code/".length)];
    });
  return { host, copied, paths: list("/t/code") };
}

test("copyCode() copies code, templates and env files, byte for byte, closed to others", () => {
  const { host, paths } = copy({
    "/p/manage.py": { content: "#!/usr/bin/env python\n", mode: 0o755 },
    "/p/shop/settings.py": "x".repeat(1000),
    "/p/shop/templates/a.html": "<p>",
    "/p/dist/server.js": "y",
    "/p/.env": { content: "A=1\n", mode: 0o644 },
    "/p/.env.local": "B=1\n",
    "/p/.flaskenv": "C=1\n",
  });
  assertEquals(paths, [
    ".env",
    ".env.local",
    ".flaskenv",
    "dist/server.js",
    "manage.py",
    "shop/settings.py",
    "shop/templates/a.html",
  ]);
  assertEquals(new TextDecoder().decode(host.files.read("/t/code/shop/settings.py")), "x".repeat(1000));
  assertEquals(host.files.lstat("/t/code/manage.py").mode, 0o700);
  assertEquals(host.files.lstat("/t/code/.env").mode, 0o600);
  assertEquals(host.files.lstat("/t/code/shop").mode, 0o700);
});

test("copyCode() leaves out history, caches, databases, uploads and secrets", () => {
  const { paths } = copy({
    "/p/app.py": "",
    "/p/.git/config": "",
    "/p/__pycache__/app.pyc": "",
    "/p/media/photo.jpg": "",
    "/p/db.sqlite3": "",
    "/p/db.sqlite3-wal": "",
    "/p/debug.log": "",
    "/p/tls/server.key": "",
    "/p/id_rsa": "",
    "/p/.npmrc": "",
    "/p/.ssh/config": "",
  });
  assertEquals(paths, ["app.py"]);
});

test("copyCode() leaves environments and packages where they are, and names them", () => {
  const { paths, copied } = copy({
    "/p/app.py": "",
    "/p/.venv/pyvenv.cfg": "",
    "/p/.venv/bin/python": "",
    "/p/env/pyvenv.cfg": "",
    "/p/web/node_modules/express/index.js": "",
    "/v/pyvenv.cfg": "",
    "/p/linked": { link: "/v" },
  });
  assertEquals(paths, ["app.py"]);
  assertEquals(copied, {
    outcome: "copied",
    shared: ["/p/.venv", "/p/env", "/p/linked", "/p/web/node_modules"],
  });
});

test("copyCode() takes what a link inside the project leads to, and follows none that leads out", () => {
  const { host, paths } = copy({
    "/p/real/a.py": "a",
    "/p/b.py": { link: "real/a.py" },
    "/p/again": { link: "real" },
    "/p/loop": { link: "." },
    "/p/real/up": { link: ".." },
    "/p/broken": { link: "nowhere" },
    "/p/out.py": { link: "/secret/out.py" },
    "/p/far": { link: "/secret" },
    "/p/history": { link: ".git" },
    "/p/.git/config": "",
    "/secret/out.py": "s",
    "/p/pipe": { fifo: 0o600 },
  });
  assertEquals(paths, ["again/a.py", "b.py", "real/a.py"]);
  assertEquals(host.files.lstat("/t/code/b.py").kind, "file");
  assertEquals(new TextDecoder().decode(host.files.read("/t/code/b.py")), "a");
});

test("copyCode() takes an env file by a link out of the project, and one above it", () => {
  const map = { from: "/w", to: "/t/code" };
  const { host, paths } = copy(
    { "/w/p/app.py": "", "/w/.env": "A=1\n", "/w/p/.env": { link: "/safe/env" }, "/safe/env": "B=1\n" },
    { root: "/w/p", map, always: ["/w/p/.env", "/w/.env"] },
  );
  assertEquals(paths, [".env", "p/.env", "p/app.py"]);
  assertEquals(new TextDecoder().decode(host.files.read("/t/code/p/.env")), "B=1\n");
});

test("copyCode() stops where there is too much, and leaves out a file that is too large", () => {
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`/p/${index}.py`, ""]));
  assertEquals(copy(many).copied.outcome, "too-large");
  const large = { content: new Uint8Array(16 * 1024 * 1024 + 1) };
  assertEquals(copy({ "/p/app.py": "", "/p/model.bin": large }).paths, ["app.py"]);
});

test("copyCode() leaves out what it may not read", () => {
  const { paths } = copy({
    "/p/app.py": "",
    "/p/closed.py": { content: "", mode: 0o000 },
    "/p/shut": { folder: 0o000 },
  });
  assertEquals(paths, ["app.py"]);
});

const MAP = { from: "/p", to: "/t/code", root: "/p", shared: ["/p/.venv", "/p/node_modules"] };

test("mapText() changes paths of the project, and those of nothing else", () => {
  for (
    const [text, mapped] of [
      ["/p/src:/p/.venv/lib:/px/src", "/t/code/src:/p/.venv/lib:/px/src"],
      ["sqlite:////p/db.sqlite3", "sqlite:////t/code/db.sqlite3"],
      ["/p", "/t/code"],
      ["/x/p/a /p.bak /p-old/a", "/x/p/a /p.bak /p-old/a"],
      ["/p/node_modules/.bin:/p/node_modules_old", "/p/node_modules/.bin:/t/code/node_modules_old"],
    ] as const
  ) assertEquals(mapText(MAP, text), mapped);
});

test("mapCommand() finds the project's own programs from the copy", () => {
  for (
    const [command, mapped] of [
      [".venv/bin/python manage.py check", "/p/.venv/bin/python manage.py check"],
      ["cd /p && ./.venv/bin/python x.py", "cd /t/code && /p/.venv/bin/python x.py"],
      ["/p/.venv/bin/python x.py", "/p/.venv/bin/python x.py"],
      ["a/.venv/bin/x my.venv/y", "a/.venv/bin/x my.venv/y"],
      ["node_modules/.bin/tsx src/a.ts", "/p/node_modules/.bin/tsx src/a.ts"],
    ] as const
  ) assertEquals(mapCommand(MAP, "/p", command), mapped);
});
