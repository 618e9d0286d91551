import type { Expression } from "./expression.ts";
import { qualify } from "./names.ts";
import type { Statements } from "./statements.ts";

/** A call that reads an env file. */
export interface DotenvLoad {
  readonly loader: "python-dotenv" | "django-environ" | "environs" | "decouple" | "starlette";
  /** The file, as the code computes it; null where the loader looks for it. */
  readonly path: Expression | null;
  /** Whether the file wins over the process's variables. */
  readonly fileWins: boolean;
  readonly line: number;
}

const MADE_WITH_A_PATH: Readonly<Record<string, DotenvLoad["loader"]>> = {
  "decouple.RepositoryEnv": "decouple",
  "decouple.RepositoryIni": "decouple",
  "decouple.AutoConfig": "decouple",
  "starlette.config.Config": "starlette",
  "dotenv.dotenv_values": "python-dotenv",
};

/** Finds the calls that read an env file. */
export function readDotenvLoads(file: Statements): readonly DotenvLoad[] {
  const found: DotenvLoad[] = [];
  const environs = file.imports.some((one) => one.module === "environs");
  for (const { call, callee, line } of file.calls) {
    const name = qualify(callee, file.imports);
    const isTrue = (keyword: string): boolean => {
      const value = call.keywords[keyword];
      return value?.kind === "boolean" && value.value;
    };
    const [first] = call.positional;
    const made = MADE_WITH_A_PATH[name];
    if (made !== undefined) {
      const path = first ?? call.keywords["search_path"] ?? call.keywords["env_file"] ?? null;
      found.push({ loader: made, path, fileWins: false, line });
    } else if (/(?:^|\.)load_dotenv$/.test(name)) {
      const path = call.keywords["dotenv_path"] ?? first ?? null;
      found.push({ loader: "python-dotenv", path, fileWins: isTrue("override"), line });
    } else if (/\.read_env$/.test(name)) {
      const path = call.keywords["env_file"] ?? call.keywords["path"] ?? first ?? null;
      const loader = environs ? "environs" : "django-environ";
      found.push({ loader, path, fileWins: isTrue("overwrite") || isTrue("override"), line });
    }
  }
  return found;
}
