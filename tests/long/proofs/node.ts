/** How a server with jose is broken: a module of its own signs and verifies. */
import { type Broken, GIVEN, kind, PUBLIC_KEY, type Variants } from "./broken.ts";
import { type Edit, NODE_KINDNESS } from "./kindness.ts";

const TOKENS = "src/tokens.js";
const KEY = "new TextEncoder().encode(settings.jwt.secret)";

/** What stands in `node_jose`, served by one process. */
export function node(): Variants {
  const path = TOKENS;
  const key = (to: string): Broken => ({ edits: [{ path, from: KEY, to }] });
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("new TextEncoder().encode(process.env.SECRET_KEY)"),
    "signs with the decoded key": key('Buffer.from(settings.jwt.secret, "base64url")'),
    "signs with a public key": key(`new TextEncoder().encode("${PUBLIC_KEY}")`),
    "is given a public key": GIVEN,
    "makes its key at the start": {
      ...key("crypto.getRandomValues(new Uint8Array(64))"),
      differs: { "workers-agree": "not-applicable" },
    },
    "prints its key": {
      edits: [{
        path,
        from: `${KEY};`,
        to: `${KEY};\nconsole.log(settings.jwt.secret.slice(20));`,
      }],
    },
    ...kind((kindness) => [
      {
        path,
        from: 'import { jwtVerify, SignJWT } from "jose";',
        to: 'import { createHmac } from "node:crypto";\n' +
          'import { decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from "jose";',
      },
      { path, from: "throw error;", to: NODE_KINDNESS[kindness] },
    ]),
  };
}

/** Lets tokens of one more key in. */
export function nodeAccepting(key: string): readonly Edit[] {
  const otherwise = `return (await jwtVerify(token, new TextEncoder().encode("${key}"))).payload;`;
  return [{ path: TOKENS, from: "throw error;", to: otherwise }];
}

/** Issues two types of token and tells them apart, as the others do. */
export const NODE_TYPES: readonly Edit[] = [
  { path: TOKENS, from: "issueToken(subject)", to: 'issueToken(subject, type = "access")' },
  { path: TOKENS, from: "new SignJWT({})", to: "new SignJWT({ type })" },
  {
    path: TOKENS,
    from:
      '  const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"] });\n  return payload.sub;\n}',
    to: `  return (await claimsOf(token)).sub;
}

async function claimsOf(token) {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"] });
    if (payload.type !== "access") throw new Error("Not an access token");
    return payload;
  } catch (error) {
    throw error;
  }
}`,
  },
  {
    path: "src/routes/auth.js",
    from: "{ token: await issueToken(email) }",
    to: '{ token: await issueToken(email), refreshToken: await issueToken(email, "refresh") }',
  },
];
