/** How a question to git was answered. */
export interface GitAnswer {
  readonly exitCode: number;
  readonly output: string;
  /** Standard error, in English. */
  readonly error: string;
}

/** git, asked directly: a task that may run nothing else has no shell to put in front of it. */
export interface Git {
  /** Null where git is not installed. */
  ask(folder: string, words: readonly string[]): Promise<GitAnswer | null>;
}

/**
 * Runs git without its hooks into other programs: no fsmonitor, no pager, no prompt, no optional locks, and
 * an environment of its own.
 */
export const denoGit: Git = {
  async ask(folder, words) {
    try {
      const output = await new Deno.Command("git", {
        args: ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", folder, ...words],
        clearEnv: true,
        env: {
          ...inherited("PATH"),
          ...inherited("HOME"),
          GIT_OPTIONAL_LOCKS: "0",
          GIT_TERMINAL_PROMPT: "0",
          LC_ALL: "C",
        },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        signal: AbortSignal.timeout(10_000),
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { exitCode: output.code, output: text(output.stdout), error: text(output.stderr) };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  },
};

function inherited(name: string): Record<string, string> {
  try {
    const value = Deno.env.get(name);
    return value === undefined ? {} : { [name]: value };
  } catch {
    // Without the permission, or not UTF-8: git does without it.
    return {};
  }
}
