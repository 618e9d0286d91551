import { CHECKOUT, type Person } from "./run_script.ts";

/** Replaces what differs between runs by placeholders; columns stay where they are. */
export function normalise(
  text: string,
  { person, project, name = "PROJECT" }: {
    readonly person: Person;
    readonly project: string;
    /** What stands for the project's path. */
    readonly name?: string;
  },
): string {
  return text
    .replaceAll(project, name)
    .replaceAll(person.empty, "EMPTY")
    .replaceAll(CHECKOUT, "CHECKOUT")
    .replaceAll(/ +\d+\.\d s$/gm, (seconds) => "0.0 s".padStart(seconds.length))
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT");
}
