/** What the processes of this machine showed to everybody while something ran. */
export interface Watched {
  readonly commandLine: string;
  /** Empty where it may not be read. */
  readonly environment: string;
}

const BETWEEN = 20;

/** Looks at every new process again and again until it is stopped; on Linux, elsewhere it sees nothing. */
export function watchProcesses() {
  const old = new Set(processes());
  const seen = new Map<string, Watched>();
  const timer = setInterval(() => {
    for (const id of processes()) {
      if (old.has(id)) continue;
      const commandLine = read(`/proc/${id}/cmdline`);
      const key = `${id} ${commandLine}`;
      if (commandLine !== "" && !seen.has(key)) {
        seen.set(key, { commandLine, environment: read(`/proc/${id}/environ`) });
      }
    }
  }, BETWEEN);
  return {
    seen: (): readonly Watched[] => [...seen.values()],
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function processes(): readonly string[] {
  try {
    return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // It has ended, or belongs to somebody else.
    return "";
  }
}
