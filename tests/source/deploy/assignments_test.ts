import { assertEquals } from "@std/assert";
import { assignmentsIn, envFilesIn } from "../../../src/source/deploy/assignments.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** The assignments of lines as `name=kind:text`. */
function assigned(...lines: readonly string[]): readonly string[] {
  return assignmentsIn(lines, 10).map(({ name, line, value }) =>
    `${line} ${name}=${"text" in value ? `${value.kind}:${value.text}` : value.kind}`
  );
}

test("assignmentsIn() takes what a shell assigns, and what containers are given", () => {
  assertEquals(assigned("A=1 B='2 3' C=\"4\" run"), ["10 A=text:1", "10 B=text:2 3", "10 C=text:4"]);
  assertEquals(assigned("export A=1; B=2 && C=3"), ["10 A=text:1", "10 B=text:2", "10 C=text:3"]);
  assertEquals(assigned("docker run -e A=1 --env B=2 --env=C=3 x"), [
    "10 A=text:1",
    "10 B=text:2",
    "10 C=text:3",
  ]);
  assertEquals(assigned("docker build --build-arg A=$A ."), ["10 A=surroundings"]);
  assertEquals(assigned("", 'echo "A=1" >> .env'), ["11 A=text:1"]);
});

test("assignmentsIn() says where a value comes from", () => {
  assertEquals(assigned("A=$B"), ["10 A=surroundings"]);
  assertEquals(assigned("A=${B:-x}"), ["10 A=default:x"]);
  assertEquals(assigned('A="${B:-x}"'), ["10 A=default:x"]);
  assertEquals(assigned('A="$(openssl rand -hex 32)"'), ["10 A=surroundings"]);
  assertEquals(assigned("A=`cat key`"), ["10 A=surroundings"]);
  assertEquals(assigned("A="), ["10 A=text:"]);
  assertEquals(assigned("A='$B'"), ["10 A=text:$B"]);
});

test("assignmentsIn() takes no comment, option or longer name for an assignment", () => {
  assertEquals(assigned("# A=1"), []);
  assertEquals(assigned("run --name=x y==z"), []);
  assertEquals(assigned("run MY-A=1"), []);
  assertEquals(assigned(`A=1${" ".repeat(9000)}`), []);
});

test("envFilesIn() takes copies, options and what a shell sources", () => {
  const files = (...lines: readonly string[]) =>
    envFilesIn(lines, 1).map(({ file, line }) => `${line} ${file}`);
  assertEquals(files("cp .env.example .env"), ["1 .env.example"]);
  assertEquals(files("cp -f ./ci/.env.ci backend/.env && run"), ["1 ./ci/.env.ci"]);
  assertEquals(files("cat .env.ci >> .env"), ["1 .env.ci"]);
  assertEquals(files("docker run --env-file=.env.ci x", "uvicorn --env-file .env x"), [
    "1 .env.ci",
    "2 .env",
  ]);
  assertEquals(files("set -a; . ./.env; set +a", "source .env"), ["1 ./.env", "2 .env"]);
  assertEquals(files("# cp .env.example .env", "echo environment"), []);
});
