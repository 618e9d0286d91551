import { Buffer } from "node:buffer";
import { pbkdf2Sync, timingSafeEqual } from "node:crypto";

/** Whether a password has a hash of the form `rounds:salt:digest`, PBKDF2 with SHA-256, salt and digest in hex. */
export function matches(password, stored) {
  const [rounds, salt, digest] = stored.split(":");
  const wanted = Buffer.from(digest, "hex");
  const found = pbkdf2Sync(password, Buffer.from(salt, "hex"), Number(rounds), wanted.length, "sha256");
  return timingSafeEqual(found, wanted);
}
