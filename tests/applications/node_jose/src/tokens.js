import { jwtVerify, SignJWT } from "jose";
import { settings } from "./settings.js";

const key = new TextEncoder().encode(settings.jwt.secret);

export function issueToken(subject) {
  return new SignJWT({}).setProtectedHeader({ alg: "HS256" }).setSubject(subject).setIssuedAt()
    .setExpirationTime("15m").sign(key);
}

export async function readSubject(token) {
  const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"] });
  return payload.sub;
}
