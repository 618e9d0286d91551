import { assert, assertEquals } from "@std/assert";
import type { HeldKey, Keys } from "../../src/gather/keys.ts";
import { gatherKnownKey } from "../../src/gather/known_key.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { signatureOf } from "../../src/gather/signature.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { keyVariants } from "../../src/key_variants.ts";
import { KNOWN_KEYS } from "../../src/known_keys.ts";
import { Secret } from "../../src/secret.ts";
import { forge } from "../../src/tokens.ts";

const JWT = "Uo3jZ0nq-8cVY2xkqF_1b7RjTtW5mPzLh4sEaGd9NiQwXoCv";
const encode = (text: string) => new TextEncoder().encode(text);
const signed = (key: string | Uint8Array, alg = "HS256") =>
  forge({ header: { alg }, claims: { sub: "7" } }, { key: typeof key === "string" ? encode(key) : key });

const host = memoryHost({
  files: {
    "/p/.env": `A=1\nJWT_SECRET_KEY=${JWT}  # made by hand\n`,
    "/p/.env.example": "JWT_SECRET_KEY=give-me-a-value-please-0123456789\n",
    "/p/settings.py": 'KEY = os.environ.get("JWT_SECRET_KEY", "a-default-of-the-code")\n',
    "/p/words.txt": `123456\r\n\r\nhunter2\r\n`,
    "/p/marked.txt": "\ufeffhunter2\n",
    "/p/empty.txt": "",
    "/p/blank.txt": "\r\n\n",
    "/p/utf16.txt": Uint8Array.from([0xff, 0xfe, ...encode("h\0u\0n\0t\0e\0r\x002\0\n\0")]),
    "/p/words.gz": Uint8Array.of(0x1f, 0x8b, 8, 0),
  },
});
const project = resolveProjectFiles(
  host,
  { root: "/p", shown: "/p", typed: "/p", grant: () => "" },
  {
    envFiles: ["/p/.env"],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 1,
  },
);
const held = (kind: HeldKey["kind"], name: string, key: string): HeldKey => ({
  kind,
  name,
  secret: Secret.of(key),
});
const KEYS: Keys = {
  jwt: { ...held("jwt-key", "JWT_SECRET_KEY", JWT), path: ".env", line: 2 },
  sessions: [held("session-key", "SECRET_KEY", "session-key-0123456789abcdefghijklmnop")],
  replaced: null,
  previous: [],
};

/** Who signed, in a line. */
function signerOf(token: string): string {
  const { fact, signer } = signatureOf(host, project, KEYS, token);
  if (!fact.known) return fact.why;
  const { signedBy } = fact.value;
  if (signedBy === null) return "nobody";
  assert(signer !== null && signed(signer.secret.bytes()).length > 0);
  assertEquals(signed(signer.secret.bytes()), token, "the signer is not the bytes that signed");
  return [signedBy.kind, signedBy.name, signedBy.variant ?? "exact"].join(", ");
}

async function knownKeyOf(token: string, lists: readonly string[] = []) {
  const fact = await gatherKnownKey(host, project, { token, words: { lists, onWords: () => {} } });
  return fact.known ? fact.value.found : fact.why;
}

function test(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

test("signatureOf() names the key that signed and what was made of it", () => {
  assertEquals(signerOf(signed(JWT)), "jwt-key, JWT_SECRET_KEY, exact");
  assertEquals(signerOf(signed(`${JWT}\n`)), "jwt-key, JWT_SECRET_KEY, with-newline");
  assertEquals(
    signerOf(signed(Uint8Array.fromBase64(JWT, { alphabet: "base64url" }))),
    "jwt-key, JWT_SECRET_KEY, base64url",
  );
  assertEquals(signerOf(signed(`${JWT}  # made by hand`)), "jwt-key, JWT_SECRET_KEY, with-inline-comment");
  assertEquals(
    signerOf(signed('"session-key-0123456789abcdefghijklmnop"')),
    "session-key, SECRET_KEY, with-double-quotes",
  );
  assertEquals(signerOf(signed("")), "empty, the empty key, exact");
  assertEquals(signerOf(signed('""')), "empty, the empty key, with-double-quotes");
  assertEquals(signerOf(signed("a-default-of-the-code")), "known, a text in settings.py:1, exact");
  assertEquals(signerOf(signed("no key of anybody")), "nobody");
});

test("signatureOf() says why no shared key signed", () => {
  const other = (header: object) =>
    `${encode(JSON.stringify(header)).toBase64({ alphabet: "base64url", omitPadding: true })}.e30.`;
  assertEquals(
    signerOf(`${other({ alg: "RS256" })}AAAA`),
    "the token is signed with RS256, which no shared key makes",
  );
  assertEquals(signerOf(other({ alg: "none" })), "the token is unsigned (alg: none): no key made it");
  assertEquals(signerOf("a.b.c.d.e"), "the token cannot be decoded: encrypted: five parts, not three (JWE)");
});

test("signatureOf() ends on a token of a megabyte that nobody known signed", () => {
  const claims = { sub: "x".repeat(700_000) };
  const { fact } = signatureOf(
    host,
    project,
    KEYS,
    forge({ header: { alg: "HS256" }, claims }, { key: encode("none") }),
  );
  assert(fact.known && fact.value.signedBy === null);
});

test("gatherKnownKey() finds every public key, in each variant", async () => {
  for (const [index, { value }] of KNOWN_KEYS.entries()) {
    assertEquals(await knownKeyOf(signed(value)), { kind: "public", variant: "exact" });
    if (index % 20 > 0) continue;
    const variants = [...keyVariants(encode(value))];
    const chosen = variants[index % variants.length];
    const found = await knownKeyOf(signed(chosen?.key ?? ""));
    assert(typeof found === "object" && found?.kind === "public");
  }
  assertEquals(await knownKeyOf(signed("give-me-a-value-please-0123456789")), {
    kind: "example",
    variant: "exact",
  });
  assertEquals(await knownKeyOf(signed(JWT)), null);
  assertEquals(await knownKeyOf(signed("")), null);
});

test("gatherKnownKey() names the line of a list, never the word", async () => {
  assertEquals(await knownKeyOf(signed("hunter2"), ["/p/words.txt"]), {
    kind: "word",
    path: "words.txt",
    line: 3,
  });
  assertEquals(await knownKeyOf(signed(JWT), ["/p/words.txt"]), null);
  assertEquals(await knownKeyOf(signed(JWT), ["/p/none.txt"]), "none.txt could not be read (ENOENT)");
});

test("gatherKnownKey() passes no list over which it cannot read or that holds no word", async () => {
  assertEquals(await knownKeyOf(signed("hunter2"), ["/p/marked.txt"]), {
    kind: "word",
    path: "marked.txt",
    line: 1,
  });
  assertEquals(await knownKeyOf(signed(JWT), ["/p/empty.txt"]), "empty.txt holds no word");
  assertEquals(await knownKeyOf(signed(JWT), ["/p/words.txt", "/p/blank.txt"]), "blank.txt holds no word");
  for (const [path, what] of [["utf16.txt", "is UTF-16"], ["words.gz", "is packed by gzip"]]) {
    const why = await knownKeyOf(signed("hunter2"), [`/p/${path}`]);
    assert(typeof why === "string" && why.startsWith(`${path} ${what}`), String(why));
  }
});

test("gatherKnownKey() knows nothing of a token that no shared key signs", async () => {
  assertEquals(
    await knownKeyOf("eyJhbGciOiJub25lIn0.e30."),
    "the token is unsigned (alg: none): no key made it",
  );
  const long = forge({ header: { alg: "HS256" }, claims: { sub: "x".repeat(70_000) } }, { key: encode("a") });
  assert(String(await knownKeyOf(long)).includes("longer than 65536"));
});
