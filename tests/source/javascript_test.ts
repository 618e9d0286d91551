import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isScript, parseScript } from "../../src/source/javascript.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const parse = (text: string, path = "x.ts") => parseScript(path, text);

test("parseScript() reads imports and requires as one", () => {
  const { imports } = parse(`import express, { Router as R } from "express";
import * as jose from "jose";
import "dotenv/config";
const { sign, verify: check } = require("jsonwebtoken");
const fs = require("node:fs");
`);
  assertEquals(imports.map(({ module, name, as, line }) => [module, name, as, line]), [
    ["express", "default", "express", 1],
    ["express", "Router", "R", 1],
    ["jose", null, "jose", 2],
    ["dotenv/config", null, "", 3],
    ["jsonwebtoken", "sign", "sign", 4],
    ["jsonwebtoken", "verify", "check", 4],
    ["node:fs", null, "fs", 5],
  ]);
});

test("parseScript() reads bindings with their members, fallbacks and scopes", () => {
  const { bindings, functions } = parse(`const { A = "x", b: c } = process.env;
function f(x: string) { let inner = x!; this.held = inner; }
exports.key = A as string;
`);
  assertEquals(
    bindings.map(({ name, member, value, fallback, scope }) => [
      name,
      member,
      value.kind === "name" ? value.name : value.kind,
      fallback?.kind,
      scope,
    ]),
    [
      ["A", "A", "process.env", "text", ""],
      ["c", "b", "process.env", undefined, ""],
      ["inner", null, "x", undefined, "/1"],
      ["this.held", null, "inner", undefined, "/1"],
      ["exports.key", null, "A", undefined, ""],
    ],
  );
  assertEquals(functions.map(({ name, body, parameters }) => [name, body, parameters]), [["f", "/1", ["x"]]]);
});

test("parseScript() reads what a module exports, by either system", () => {
  const names = (text: string) =>
    parse(text).exports.map(({ name, value, module }) => [name, value.kind, module]);
  assertEquals(names("export const a = 1, b = 2; export default class X { m() {} }"), [
    ["a", "name", null],
    ["b", "name", null],
    ["default", "name", null],
  ]);
  assertEquals(names('export { a as z } from "./a"; export * from "./b";'), [
    ["z", "name", "./a"],
    ["*", "name", "./b"],
  ]);
  assertEquals(names("module.exports = { login, me: () => 1 }; exports.other = 2;"), [
    ["default", "object", null],
    ["login", "name", null],
    ["me", "function", null],
    ["other", "text", null],
  ]);
});

test("parseScript() reads methods by their class, and calls by their scope", () => {
  const { functions, calls } = parse(
    "class Auth { login = async () => { sign(1); }; static me() { check(); } }",
  );
  assertEquals(functions.map(({ name }) => name), ["Auth.login", "Auth.me"]);
  assertEquals(calls.map(({ callee, scope }) => [callee, scope]), [["sign", "/1"], ["check", "/2"]]);
});

test("parseScript() reads what branches compare, and not what they exclude", () => {
  const { branches } = parse(`if (r.method === "POST" && r.url == "/login") f();
if (r.method !== "GET") g();
switch (path) { case "/me": h(); }
`);
  assertEquals(branches.map(({ texts }) => texts), [["POST", "/login"], [], ["/me"]]);
});

test("parseScript() knows a cast from a tag by the file's name", () => {
  assertEquals(parse("const a = <string>f();", "a.ts").calls.length, 1);
  assertEquals(parse("const a = <b onClick={f()}>text</b>;", "a.tsx").bindings.length, 1);
  assert(isScript("a.mts") && isScript("b.cjs") && isScript("c.jsx"));
  assert(!isScript("a.d.ts") && !isScript("jquery.min.js") && !isScript("a.json"));
});

test("parseScript() reads any text without an error", () => {
  const words = [
    "const",
    "{",
    "}",
    "(",
    ")",
    "=>",
    "=",
    "a",
    ".",
    "`${",
    "`",
    '"',
    "class",
    "if",
    "export",
    "import",
    "from",
    "[",
    "]",
    "?",
    ":",
    ";",
    "\n",
    "await",
    "<",
    "new",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (parts) => {
      parse(parts.join(" "));
      parse(parts.join(""), "x.jsx");
    }),
    { numRuns: 300 },
  );
  for (const deep of ["(", "[", "{", "f(", "a=>", "`${", "if(x)", "class A{m(){"]) {
    parse(deep.repeat(5000));
  }
});
