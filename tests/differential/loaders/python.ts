import { findPythons } from "../../backends/pythons.ts";
import { findProgram, installed } from "./install.ts";
import { type Ask, askMany, driver, type Loader, runIn } from "./loader.ts";

/** What `read_with_python.py` can read with. */
export type PythonKind =
  | "decouple"
  | "decouple_ini"
  | "dotenv"
  | "environ"
  | "environs"
  | "pydantic_settings"
  | "pydantic"
  | "compose";

/** Asks a Python loader that `python` imports, from `packages` where it is no empty text. */
export function askPython(
  python: string,
  { kind, packages }: { readonly kind: PythonKind; readonly packages: string },
): Ask {
  return askMany([python, driver("read_with_python.py"), kind, packages]);
}

function loader(name: string, kind: PythonKind, ...packages: readonly string[]): Loader {
  return {
    name,
    reads: "many",
    async prepare() {
      const python = (await findPythons()).find(({ version: [major, minor] }) =>
        major === 3 && minor >= 10 && minor <= 12
      );
      if (python === undefined) return { missing: "no Python 3.10 to 3.12 was found" };
      const uv = Deno.env.get("UV") ?? findProgram("uv");
      const folder = await installed(`python-${name}`, (target) => [
        uv === null
          ? [python.path, "-m", "pip", "install", "--quiet", "--no-input", "--target", target, ...packages]
          : [uv, "pip", "install", "--quiet", "-p", python.path, "--target", target, ...packages],
      ]);
      return typeof folder === "string" ? askPython(python.path, { kind, packages: folder }) : folder;
    },
  };
}

/** Debian's package: the last release from PyPI does not build any more. */
const COMPOSE: Loader = {
  name: "docker-compose@1.29.2(env_file)",
  reads: "many",
  async prepare() {
    for (const { path } of await findPythons()) {
      const { code } = await runIn("/", [path, "-c", "import compose.config.environment"]);
      if (code === 0) return askPython(path, { kind: "compose", packages: "" });
    }
    return { missing: "docker-compose 1.29 is not there" };
  },
};

export const PYTHON_LOADERS: readonly Loader[] = [
  COMPOSE,
  loader("python-decouple@3.8", "decouple", "python-decouple==3.8"),
  {
    ...loader("python-decouple@3.8(settings.ini)", "decouple_ini", "python-decouple==3.8"),
    reads: "many ini",
  },
  loader("python-dotenv@0.21.0", "dotenv", "python-dotenv==0.21.0"),
  loader("python-dotenv@1.0.1", "dotenv", "python-dotenv==1.0.1"),
  loader("python-dotenv@1.2.2", "dotenv", "python-dotenv==1.2.2"),
  loader("python-dotenv@1.2.3", "dotenv", "python-dotenv==1.2.3"),
  loader("python-dotenv@1.2.4", "dotenv", "python-dotenv==1.2.4"),
  loader("django-environ@0.4.4", "environ", "django-environ==0.4.4", "django"),
  loader("django-environ@0.4.5", "environ", "django-environ==0.4.5", "django"),
  loader("django-environ@0.11.2", "environ", "django-environ==0.11.2"),
  loader("django-environ@0.12.1", "environ", "django-environ==0.12.1"),
  // environs 11.2.1 was measured over a python-dotenv between two releases, which cannot be installed.
  loader("environs@15.2.0", "environs", "environs==15.2.0", "python-dotenv==1.2.4"),
  loader("pydantic@1.10.4", "pydantic", "pydantic==1.10.4", "python-dotenv==1.2.2"),
  loader(
    "pydantic-settings@2.14.1",
    "pydantic_settings",
    "pydantic-settings==2.14.1",
    "python-dotenv==1.2.2",
  ),
  loader(
    "pydantic-settings@2.14.1+python-dotenv@1.2.4",
    "pydantic_settings",
    "pydantic-settings==2.14.1",
    "python-dotenv==1.2.4",
  ),
];
