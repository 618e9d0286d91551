import { join } from "@std/path";
import { findPythons } from "../../backends/pythons.ts";
import { askMany, driver, type Loader } from "./loader.ts";

const FOLDERS = [
  "/usr/lib/x86_64-linux-gnu/systemd",
  "/usr/lib/aarch64-linux-gnu/systemd",
  "/usr/lib/systemd",
];

export const SYSTEMD: Loader = {
  name: "systemd-EnvironmentFile@252",
  reads: "many",
  async prepare() {
    const library = FOLDERS.flatMap((folder) => entries(folder).map((name) => join(folder, name)))
      .find((path) => /libsystemd-shared-25[23](?:\.\S+)?\.so$/.test(path));
    if (library === undefined) return { missing: "no libsystemd-shared of systemd 252 or 253 was found" };
    const [python] = await findPythons();
    if (python === undefined) return { missing: "no Python was found" };
    return askMany([python.path, driver("read_with_systemd.py"), library]);
  },
};

function entries(folder: string): readonly string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return [];
  }
}
