import { fromFileUrl } from "@std/path";

/** What a process of this machine showed to others while something ran. */
export interface Watched {
  readonly commandLine: string;
  /** Empty where it may not be read. */
  readonly environment: string;
}

const WATCHER = fromFileUrl(new URL("./process_watcher.ts", import.meta.url));

/** Watches all new processes while something runs; without Linux's /proc it sees none. */
export async function watchedProcesses<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly seen: readonly Watched[] }> {
  if (Deno.build.os !== "linux") return { result: await work(), seen: [] };
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "-A", WATCHER],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = (await lines.read()).value ?? "";
  try {
    const result = await work();
    await child.stdin.close();
    for (let next = await lines.read(); !next.done; next = await lines.read()) printed += next.value;
    return { result, seen: JSON.parse(printed.slice(printed.indexOf("["))) };
  } finally {
    await child.stdin.close().catch(() => {}); // it was closed
    await lines.cancel();
    await child.status;
  }
}
