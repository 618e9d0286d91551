import type { Dialect } from "./dialect.ts";
import { readShellFile } from "./pieces/shell/read_shell_file.ts";

/** As bash, without its own syntax; what dash cannot read ends the shell, so that no program starts. */
export const DASH: Dialect = {
  id: "dash",
  title: "dash (set -a; . .env)",
  loaders: ["dash-source@0.5.12"],
  precedence: "file",
  read: (bytes, key, environment) => readShellFile(bytes, key, { shell: "dash", environment }),
};
