/**
 * A backend that tells its secrets wherever it can. Run by the no-leak test as
 *
 *     leaky_backend.ts check CHECK RECORD TURN
 *     leaky_backend.ts serve LOGIN RECORD TURN PORT
 *
 * and writes what it was given (its environment, the command lines above it, every token) to RECORD.
 */
import { createHmac } from "node:crypto";

const [kind = "", mood = "", record = "", turn = "0", port = "0"] = Deno.args;
/** A report shows the last lines alone: every turn ends with others. */
const SHOWN = 5;
const ESC = "\u001b";

function readEnv(path: string): Record<string, string> {
  try {
    const lines = Deno.readTextFileSync(path).split("\n");
    return Object.fromEntries(lines.flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }));
  } catch {
    return {};
  }
}

const file = readEnv(".env");
const settings = { ...file, ...Deno.env.toObject() };
const jwt = settings.JWT_SECRET_KEY ?? "";
const session = settings.SECRET_KEY ?? "";

/** Every definition in every env file, and what the process has. */
function secrets(): readonly string[] {
  const texts = [".env", ".env.production", ".env.staging"].flatMap((path) => {
    try {
      return Deno.readTextFileSync(path).split("\n").map((line) =>
        line.slice(line.indexOf("=") + 1).replaceAll("'", "")
      );
    } catch {
      return [];
    }
  });
  return [...new Set([jwt, session, ...texts])].filter((text) => text.length > 8 && !text.startsWith("#"));
}

/** One secret in all the clothes in which real programs print them. */
function dressed(secret: string): readonly string[] {
  const base64 = new TextEncoder().encode(secret).toBase64();
  const hidden = [...secret].map((letter, at) => at % 4 === 3 ? `${letter}${ESC}[0m${ESC}[31m` : letter).join(
    "",
  );
  return [
    `Loaded settings ${secret}`,
    `using ${secret.slice(0, 20)}... as the signing input`,
    `>>> ${secret.slice(3, 17)} <<<`,
    `upper ${secret.toUpperCase()}`,
    `b64 ${base64} ${new TextEncoder().encode(`x${secret}y`).toBase64()}`,
    `url ?key=${encodeURIComponent(secret)}&again=${
      [...new TextEncoder().encode(secret)].map((b) => `%${b.toString(16)}`).join("")
    }`,
    `json ${JSON.stringify({ note: secret })}`,
    `${ESC}[1m${ESC}[31mcolour ${hidden}${ESC}[0m`,
    `title ${ESC}]0;${secret}\u0007 zero ${[...secret].join("\u200b")}`,
    `postgres://user:${secret}@db.internal/x`,
    `{'SOMETHING': '${secret}', 'other': "${secret}"}`,
  ];
}

function tell(): void {
  const lines = secrets().flatMap(dressed);
  const from = (Number(turn) * SHOWN) % Math.max(1, lines.length);
  for (const line of [...lines.slice(from), ...lines.slice(0, from)]) {
    console.log(line);
    console.error(`django.core.exceptions.ImproperlyConfigured: ${line}`);
  }
}

function pydanticError(): string {
  return [
    "pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings",
    "jwt_secret_key",
    `  Value error, JWT_SECRET_KEY is wrong: ${jwt} [type=value_error, input_value='${jwt}', input_type=str]`,
    "secret_key",
    `  String should have at least 50 characters [type=string_too_short, input_value='${session}', input_type=str]`,
  ].join("\n");
}

function note(what: string): void {
  Deno.writeTextFileSync(record, `${what}\n`, { append: true });
}

function noteSurroundings(): void {
  note(`environment ${Object.keys(Deno.env.toObject()).join(" ")}`);
  for (const path of ["/proc/self/cmdline", `/proc/${Deno.ppid}/cmdline`]) {
    try {
      note(`cmdline ${Deno.readTextFileSync(path).replaceAll("\0", " ")}`);
    } catch {
      // Only Linux has it.
    }
  }
}

function part(value: unknown): string {
  return new TextEncoder().encode(JSON.stringify(value)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

function signed(type: string): string {
  const input = `${part({ alg: "HS256", typ: "JWT" })}.${
    part({ token_type: type, sub: "1", jti: crypto.randomUUID(), exp: Math.floor(Date.now() / 1000) + 600 })
  }`;
  return `${input}.${createHmac("sha256", jwt).update(input).digest("base64url")}`;
}

function isGenuine(token: string): boolean {
  const [head = "", body = "", signature = ""] = token.split(".");
  if (head === "" || !head.startsWith("eyJ") || part({ alg: "HS256", typ: "JWT" }) !== head) return false;
  return createHmac("sha256", jwt).update(`${head}.${body}`).digest("base64url") === signature;
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const body = await request.text();
  const bearer = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
  const token = bearer || (/"token":"([^"]+)"/.exec(body)?.[1] ?? "");
  if (token !== "") note(`token ${token}`);
  console.log(`${request.method} ${pathname} ${body} ${token.slice(0, 20)}`);
  if (pathname === "/verify/" || pathname === "/me/") {
    return Response.json({ echo: body, token }, { status: isGenuine(token) ? 200 : 401 });
  }
  return pathname === "/login/" ? login(body) : new Response(`${jwt} ${session}`);
}

function login(body: string): Response {
  const access = signed("access");
  note(`token ${access}`);
  const headers = new Headers({ "x-debug": encodeURIComponent(body), "www-authenticate": `Bearer ${jwt}` });
  headers.append("set-cookie", `sessionid=${session.slice(0, 20)}; Path=/; HttpOnly`);
  const spoken = [body, jwt, session, access.slice(0, 20), new TextEncoder().encode(body).toBase64()];
  switch (mood) {
    case "token":
      headers.append("set-cookie", `access_token=${access}`);
      return Response.json({ access, refresh: signed("refresh"), user: { spoken } }, { headers });
    case "echo":
      return Response.json({
        detail: [{ type: "missing", loc: ["body", "email"], msg: "Field required", input: tryJson(body) }, {
          type: "string_too_short",
          loc: ["body", "password"],
          msg: `Value ${body} is too short`,
          input: body,
        }],
        body,
        spoken,
      }, { status: 422, headers });
    case "page":
      return new Response(
        `<title>ValueError at /login/</title><pre class="exception_value">${spoken.join("\n")}</pre>` +
          `<table><tr><td>JWT_SECRET_KEY</td><td><pre>${jwt}</pre></td></tr></table>`,
        { status: 500, headers: { "content-type": "text/html" } },
      );
    default:
      return Response.json({
        detail: `${ESC}[31mNo active account found for ${spoken.join(" ")}${ESC}[0m`,
        non_field_errors: spoken,
      }, { status: 401, headers });
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

noteSurroundings();
tell();
if (kind === "serve" && mood !== "dies") {
  Deno.serve({ hostname: "127.0.0.1", port: Number(port), onListen: () => {} }, answer);
} else {
  const refuses = jwt.length < 50 || jwt === session;
  if (mood === "starts" || (mood === "refuses" && !refuses)) Deno.exit(0);
  if (Number(turn) % 2 === 0) console.error(pydanticError());
  Deno.exit(1);
}
