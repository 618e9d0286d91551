import type { Dialect } from "./dialect.ts";
import { readShellFile } from "./pieces/shell/read_shell_file.ts";

/** Lines are commands: what bash cannot read ends the file, and the lines before it hold. */
export const BASH: Dialect = {
  id: "bash",
  title: "bash (set -a; . .env)",
  loaders: ["bash-source@5.2"],
  precedence: "file",
  read: (bytes, key, environment) => readShellFile(bytes, key, { shell: "bash", environment }),
};
