import { jwtVerify, SignJWT } from "jose";

/** The two kinds of tokens, as djangorestframework-simplejwt names them in the claim `token_type`. */
export type TokenType = "access" | "refresh";

/** Issues and verifies the demo's tokens. */
export interface Tokens {
  issue(type: TokenType): Promise<string>;
  /** Whether a token is one of ours and has not expired; with a type, whether it is of that type. */
  accepts(token: string, type?: TokenType): Promise<boolean>;
}

const LIFETIMES: Readonly<Record<TokenType, string>> = { access: "15m", refresh: "7d" };
const USER_ID = "1";

/** Tokens by one key with HS256 and nothing else: an unsigned token, or another MAC, is refused. */
export function demoTokens(key: Uint8Array): Tokens {
  return {
    issue: (type) =>
      new SignJWT({ token_type: type, user_id: USER_ID })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setIssuedAt()
        .setExpirationTime(LIFETIMES[type])
        .setJti(crypto.randomUUID().replaceAll("-", ""))
        .sign(key),
    async accepts(token, type) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ["HS256"],
          requiredClaims: ["exp", "jti", "token_type"],
        });
        return type === undefined || payload["token_type"] === type;
      } catch {
        // Whatever is wrong with it, it is none of ours.
        return false;
      }
    },
  };
}
