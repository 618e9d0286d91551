import { assertEquals } from "@std/assert";
import { recognise } from "../../src/backends/mod.ts";
import { treeOf } from "./tree_of.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("recognise() is null where there is nothing to go by", () => {
  assertEquals(recognise(treeOf({ "readme.txt": "" })), null);
});

test("recognise() takes the names that a Node project reads", () => {
  const found = recognise(treeOf({
    "package.json": "{}",
    "src/auth.ts":
      'sign(p, process.env.ACCESS_JWT_SECRET);\nsession({ secret: process.env["SESSION_SECRET"] });\n',
    ".env.example": "ACCESS_JWT_SECRET=\n",
  }));
  assertEquals([found?.backend, found?.title], ["generic", "Node"]);
  assertEquals(found?.names, { jwt: "ACCESS_JWT_SECRET", session: "SESSION_SECRET" });
  assertEquals(found?.loader, { dialect: "unknown", title: "an unknown loader", files: [".env"] });
  assertEquals([found?.check, found?.serve, found?.readsJwtKey], [null, null, true]);
});

test("recognise() falls back on the usual names for a lone env file", () => {
  const found = recognise(treeOf({ "deploy/.env": null }));
  assertEquals(found?.names, { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" });
  assertEquals([found?.folder, found?.loader.files], ["deploy", ["deploy/.env"]]);
});

test("recognise() prefers Django, then FastAPI, then the generic backend", () => {
  const django = {
    "manage.py": 'import django\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "s")\n',
    "s.py": 'INSTALLED_APPS = ["rest_framework_simplejwt"]\n',
  };
  const api = { "main.py": "from fastapi import FastAPI\napp = FastAPI()\n", ".env": null };
  assertEquals(recognise(treeOf({ ...django, ...api }))?.backend, "django_simplejwt");
  assertEquals(recognise(treeOf(api))?.backend, "fastapi");
});
