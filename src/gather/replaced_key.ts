import type { Host } from "../io/host.ts";
import { filesBefore } from "../io/undo_record.ts";
import { sameSecret, Secret } from "../secret.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";

/**
 * The JWT key that the last run replaced, as the record for its undo still tells: a server that was not restarted
 * since signs with it. Null where no key was replaced, or no record is left.
 */
export function replacedKey(
  host: Pick<Host, "files" | "environment">,
  project: Project,
  { jwt }: Keys,
): HeldKey | null {
  const { names, dialect, root } = project;
  for (const { bytes } of filesBefore(host, root)) {
    const reading = dialect.read(bytes, names.jwt, host.environment.all());
    if (reading.outcome !== "value" || reading.value === "") continue;
    const secret = Secret.of(reading.value);
    if (jwt !== null && sameSecret(jwt.secret, secret)) continue;
    return { kind: "previous-key", name: `the former ${names.jwt}`, secret };
  }
  return null;
}
