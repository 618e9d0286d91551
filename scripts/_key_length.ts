import type { Settings } from "./_settings.ts";
import { KeysplitError } from "../src/errors.ts";
import { POLICIES } from "../src/policy.ts";
import { bytesFor } from "../src/secret.ts";

const DEFAULT_BYTES = 64;

/**
 * How many random bytes a new key gets: `--bytes`, or `--length` rounded up to whole bytes, else 64.
 *
 * @throws {KeysplitError} `usage` where that is too few for the policy, or too many
 */
export function keyLength({ bytes, length, policy }: Pick<Settings, "bytes" | "length" | "policy">): number {
  if (bytes !== undefined && length !== undefined) {
    throw new KeysplitError("usage", "Either --bytes or --length, not both");
  }
  const { minGenerated } = POLICIES[policy];
  const asked = bytes ?? (length === undefined ? DEFAULT_BYTES : Math.ceil((length * 3 - 2) / 4));
  if (asked < minGenerated) {
    const other = asked >= POLICIES.minimum.minGenerated
      ? ["or name a policy that allows it:  --policy minimum"]
      : [];
    throw new KeysplitError(
      "usage",
      `Fewer than ${minGenerated} random bytes are too few for the policy ${policy}`,
      {
        next: [`--bytes ${minGenerated}  makes ${Math.ceil((minGenerated * 4) / 3)} characters`, ...other],
      },
    );
  }
  try {
    return bytesFor({ bytes: asked });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new KeysplitError("usage", "No MAC gains by so long a key", { next: ["--bytes 64"] });
    }
    throw error;
  }
}
