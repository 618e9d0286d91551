import type { ApplicationCopy } from "./copy_application.ts";

/** How a command of an application ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SECONDS = 60;

/** Runs the application's Python to its end, in its folder and with its environment plus `variables`. */
export async function runApplication(
  application: Pick<ApplicationCopy, "folder" | "interpreter" | "environment">,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(application.interpreter, {
    args: [...args],
    cwd: application.folder,
    env: { ...application.environment, ...variables },
    clearEnv: true,
    stdin: "null",
    signal: AbortSignal.timeout(SECONDS * 1000),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
