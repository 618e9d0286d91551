/** Why a value that may run a command cannot be told. */
export const RUNS_COMMAND = "The value depends on a command that is run";

/** Whether a value holds a `$(…)`: dotenvx and dotenv-expand 1000 run it in a shell, even between quotes. */
export function mayRunCommand(value: string): boolean {
  const open = value.indexOf("$(");
  return open !== -1 && value.includes(")", open);
}
