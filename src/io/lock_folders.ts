import { KeysplitError } from "../errors.ts";
import { fileFailure } from "./file_failure.ts";
import { quotedPath } from "../rules/quoted.ts";
import type { Host, Lock } from "./host.ts";

const POLL_MILLISECONDS = 20;

/**
 * Locks folders for as long as the lock is held, so that two runs never interleave; waits for other runs.
 *
 * @param folders real paths
 * @throws {KeysplitError} `write-failed` when another run holds one for longer than `waitSeconds`
 */
export async function lockFolders(
  host: Pick<Host, "files" | "clock">,
  folders: readonly string[],
  options: { readonly waitSeconds: number },
): Promise<Lock> {
  const held: Lock[] = [];
  const release = () => held.forEach((lock) => lock.release());
  const deadline = host.clock.seconds() + options.waitSeconds;
  try {
    // Always in the same order, so that two runs never wait for each other.
    for (const folder of [...new Set(folders)].sort()) {
      held.push(await lockFolder(host, folder, deadline));
    }
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

async function lockFolder(
  host: Pick<Host, "files" | "clock">,
  folder: string,
  deadline: number,
): Promise<Lock> {
  while (true) {
    const lock = tryLock(host, folder);
    if (lock !== null) return lock;
    if (host.clock.seconds() >= deadline) {
      throw new KeysplitError("write-failed", `Cannot lock "${folder}": another run is writing there`, {
        next: [`fuser -v ${quotedPath(folder)}`, "Wait for it to end, then run the same command again"],
      });
    }
    await host.clock.sleep(POLL_MILLISECONDS);
  }
}

function tryLock(host: Pick<Host, "files">, folder: string): Lock | null {
  try {
    return host.files.lockFolder(folder);
  } catch (error) {
    throw fileFailure(error, {
      code: "write-failed",
      verb: "lock",
      path: folder,
      state: "nothing was written",
    });
  }
}
