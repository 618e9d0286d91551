import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type BuildDocument, HOSTILE_DOCUMENTS } from "../../scripts/_dev/hostile_documents.ts";
import { dialectOf, DIALECTS, type Reading } from "../../src/env/mod.ts";

interface Measured {
  readonly value?: string;
  readonly value_sha256?: string;
  readonly missing?: true;
  readonly error?: string;
  readonly nondeterministic?: true;
}

interface Row {
  readonly id: string;
  readonly key: string;
  readonly input_base64: string;
  readonly results: Readonly<Record<string, Measured>>;
}

/** What the corpus was measured with. */
const ENVIRONMENT = { PATH: "/usr/bin:/bin", HOME: "/lab/home", LANG: "C.UTF-8" };

const CORPUS: readonly Row[] = ["corpus.json", "settings_ini.json"].flatMap((name) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../fixtures/dialects/${name}`, import.meta.url)))
);

for (const dialect of DIALECTS) {
  for (const loader of dialect.loaders) {
    const rows = CORPUS.filter((row) => row.results[loader] !== undefined);
    if (rows.length === 0) continue;
    Deno.test({
      name: `${dialect.id} reads each of ${rows.length} documents as ${loader} did`,
      permissions: "none",
      async fn() {
        const disagreements = [];
        for (const row of rows) {
          const reading = dialect.read(Uint8Array.fromBase64(row.input_base64), row.key, ENVIRONMENT);
          if (!await agrees(reading, { row, loader })) disagreements.push({ row: row.id, reading });
        }
        assertEquals(disagreements, []);
      },
    });
  }
}

async function agrees(reading: Reading, { row, loader }: { readonly row: Row; readonly loader: string }) {
  const measured = row.results[loader] ?? {};
  if (measured.nondeterministic) return reading.outcome === "value" || reading.outcome === "unpredictable";
  if (reading.outcome === "unpredictable") {
    return /`|\$\(/.test(new TextDecoder("latin1").decode(Uint8Array.fromBase64(row.input_base64)));
  }
  if (reading.outcome !== "value") return measured[reading.outcome] !== undefined;
  if (measured.value_sha256 === undefined) return reading.value === measured.value;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(reading.value));
  return new Uint8Array(digest).toHex() === measured.value_sha256;
}

const PIECES = fc.constantFrom(
  ..."K K= A= export \" ' ` \\ # $ ${ } :- ${A} ${K} $K = : a \n \r \t \u2028 \x0c \x1c \ufeff \0 é".split(
    " ",
  ),
  " ",
  " #",
  "\n",
);
const DOCUMENTS = fc.oneof(
  fc.array(PIECES, { maxLength: 40 }).map((pieces) => new TextEncoder().encode(pieces.join(""))),
  fc.uint8Array({ maxLength: 60 }),
);

Deno.test({
  name: "read() answers for any bytes and names a line of the file",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(DOCUMENTS, fc.constantFrom(...DIALECTS), (bytes, dialect) => {
        const reading = dialect.read(bytes, "K", ENVIRONMENT);
        assertEquals(dialect.read(bytes, "K", ENVIRONMENT), reading);
        if (reading.outcome !== "value") return assert(reading.reason.length > 0);
        const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/).length;
        assert(reading.line >= 1 && reading.line <= lines && reading.why.length > 0);
      }),
      { numRuns: 5_000, seed: 20261121 },
    );
  },
});

Deno.test({
  name: "read() names the line on which the winning assignment starts",
  permissions: "none",
  fn() {
    const bytes = new TextEncoder().encode("# a\r\nA='\r\nB=1'\r\n\r\nK=first\r\n  K=second\r\n");
    const lines = Object.fromEntries(DIALECTS.map(({ id, read }) => {
      const reading = read(bytes, "K", ENVIRONMENT);
      return [id, reading.outcome === "value" ? `${reading.line} ${reading.value}` : reading.outcome];
    }));
    assertEquals(lines["python-decouple"], "6 second");
    assertEquals(lines["python-dotenv"], "6 second");
    assertEquals(lines["django-environ-0.12"], "5 first");
    assertEquals(lines["npm-dotenv"], "6 second");
  },
});

Deno.test({
  name: "read() holds no part of a value in its reason or why",
  permissions: "none",
  fn() {
    for (
      const line of ["K=$canary", "K='canary # canary'", "K=canary\0", "K=${canary}canary", "K=canary\xe9"]
    ) {
      const bytes = Uint8Array.from(`K=1\n${line}\n`, (character) => character.charCodeAt(0));
      for (const dialect of DIALECTS) {
        const reading = dialect.read(bytes, "K", ENVIRONMENT);
        const words = reading.outcome === "value" ? reading.why : reading.reason;
        assertEquals(words.includes("canary"), false, `${dialect.id}: ${line}`);
      }
    }
  },
});

Deno.test({
  name: "read() takes a key that stands alone from the process where the loader does",
  permissions: "none",
  fn() {
    const bytes = new TextEncoder().encode("K=first\nK\n");
    const valueIn = (id: string, environment: Readonly<Record<string, string>>) => {
      const reading = dialectOf(id)?.read(bytes, "K", environment);
      return reading?.outcome === "value" ? reading.value : reading?.outcome;
    };
    const inherits = DIALECTS.map(({ id }) => id).filter((id) => valueIn(id, { K: "process" }) === "process");
    assertEquals(inherits, [
      "docker-run",
      "compose-go",
      "compose-go-project",
      "docker-compose-1",
      "podman-env-file",
    ]);
    // Compose 1.29 then sets nothing at all; the others keep what stands above.
    assertEquals(inherits.map((id) => valueIn(id, {})), ["first", "first", "first", "missing", "first"]);
  },
});

Deno.test({
  name: "read() ends in an error where Deno does, on a lone =",
  permissions: "none",
  fn() {
    const outcomeOf = (text: string) => {
      const reading = dialectOf("deno-env-file")?.read(new TextEncoder().encode(text), "K", ENVIRONMENT);
      return reading?.outcome;
    };
    assertEquals(outcomeOf("K=1\n=\n"), "error");
    assertEquals(outcomeOf("K=1\n=======\n"), "error");
    assertEquals(outcomeOf("K=1\n=x\n"), "value");
  },
});

/** What no bench of larger documents needs: references whose work grows faster than the document. */
const ENDLESS: Readonly<Record<string, BuildDocument>> = {
  "references that double": () => "K=${K:-ab}\n" + "K=${K}${K}\n".repeat(40),
  "a chain of names": (characters) =>
    Array.from({ length: characters / 16 }, (_, index) => `K${index}=$K${index + 1}\n`).join("") + "K=$K0\n",
};

for (const [name, build] of Object.entries({ ...HOSTILE_DOCUMENTS, ...ENDLESS })) {
  Deno.test({
    name: `read() takes linear time on ${name}`,
    permissions: "none",
    fn() {
      const bytes = new TextEncoder().encode(build(2 ** 16));
      for (const { id, read } of DIALECTS) {
        // Far above what a linear reader needs (some 20 ms), far below what a quadratic one does every time.
        const isSoon = () => {
          const start = performance.now();
          read(bytes, "K", ENVIRONMENT);
          return performance.now() - start < 4_000;
        };
        assert(isSoon() || isSoon() || isSoon(), id);
      }
    },
  });
}

Deno.test({
  name: "DIALECTS have one id and one loader each, and dialectOf() finds them",
  permissions: "none",
  fn() {
    const loaders = DIALECTS.flatMap((dialect) => dialect.loaders);
    assertEquals(new Set(loaders).size, loaders.length);
    for (const dialect of DIALECTS) assertEquals(dialectOf(dialect.id), dialect);
    assertEquals(dialectOf("none-such"), undefined);
  },
});
