import { join } from "@std/path";
import { KEY } from "../../env/documents.ts";
import { findProgram, installed, type Step } from "./install.ts";
import { type Answer, type Ask, askMany, driver, type Loader, runIn } from "./loader.ts";

const GODOTENV = "github.com/joho/godotenv@v1.5.1";

function go(name: string, kind: "compose" | "godotenv", compose: "v2.13.0" | "v2.16.2" = "v2.13.0"): Loader {
  return {
    name,
    reads: "many",
    async prepare() {
      const program = findProgram("go");
      if (program === null) return { missing: "go is not there" };
      const modules = [`github.com/compose-spec/compose-go/v2@${compose}`, GODOTENV];
      const folder = await installed(compose === "v2.13.0" ? "go" : `go-compose-${compose}`, () => [
        [program, "mod", "init", "example.test/loaders"],
        ...modules.map((module): Step => [program, "mod", "edit", `-require=${module}`]),
        [program, "mod", "tidy"],
        [program, "build", "-o", "loaders", "."],
      ], { "main.go": Deno.readTextFileSync(driver("main.go")) });
      return typeof folder === "string" ? askMany([join(folder, "loaders"), kind]) : folder;
    },
  };
}

const RUST: Loader = {
  name: "dotenvy@0.15.7",
  reads: "many",
  async prepare() {
    const cargo = findProgram("cargo");
    if (cargo === null) return { missing: "cargo is not there" };
    const folder = await installed("rust", () => [[cargo, "build", "--release", "--quiet"]], {
      "Cargo.toml":
        '[package]\nname = "loaders"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ndotenvy = "=0.15.7"\n',
      "src/main.rs": Deno.readTextFileSync(driver("main.rs")),
    });
    return typeof folder === "string" ? askDotenvy(join(folder, "target", "release", "loaders")) : folder;
  },
};

function askDotenvy(program: string): Ask {
  return async (documents) => {
    const folder = Deno.makeTempDirSync();
    try {
      const paths = documents.map((document, index) => {
        Deno.writeFileSync(join(folder, `${index}`), document);
        return `${index}`;
      });
      const { stdout } = await runIn(folder, [program, KEY, ...paths]);
      return stdout.trim().split("\n").map(toAnswer);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

function toAnswer(line: string): Answer {
  if (line === "m") return { missing: true };
  if (!line.startsWith("v")) return { error: "refused" };
  return { value: new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.fromHex(line.slice(1))) };
}

export const COMPILED: readonly Loader[] = [
  go("compose-go@2.13.0", "compose"),
  go("compose-go@2.16.2", "compose", "v2.16.2"),
  go("godotenv@1.5.1", "godotenv"),
  RUST,
];
