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

const LIMIT_MS = 3000;

/**
 * Asks git in a way in which a hostile repository starts nothing: no fsmonitor, no hooks, no fetching of what a
 * partial clone lacks (which runs what `remote.*.uploadpack` says), no repository inside another one.
 */
export const denoGit: Git = {
  async ask(folder, words) {
    try {
      const git = new Deno.Command("git", {
        args: [...CONFIGURATION, "-C", folder, ...words],
        clearEnv: true,
        env: { ...inherited("PATH"), ...inherited("HOME"), ...VARIABLES },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      // Whoever holds the pipes after git is gone must not hold us.
      const output = await Promise.race([git.output(), late()]);
      if (output === null) return { exitCode: TIMED_OUT, output: "", error: "" };
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { exitCode: output.code, output: text(output.stdout), error: text(output.stderr) };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  },
};

const TIMED_OUT = 124;

const CONFIGURATION = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "protocol.allow=never",
  "-c",
  "safe.bareRepository=explicit",
];

const VARIABLES = {
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  // Or a commit could be said to have other files than it has.
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
} as const;

function late(): Promise<null> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, LIMIT_MS + 500, null)));
}

function inherited(name: string): Record<string, string> {
  try {
    const value = Deno.env.get(name);
    return value === undefined ? {} : { [name]: value };
  } catch {
    // Without the permission, or not UTF-8: git does without it.
    return {};
  }
}
