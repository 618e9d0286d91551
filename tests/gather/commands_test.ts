import { assertEquals } from "@std/assert";
import { checkCommand, serveCommand } from "../../src/gather/commands.ts";
import { type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

const DJANGO = {
  "/p/my shop/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n',
  "/p/my shop/settings.py": 'INSTALLED_APPS = ["rest_framework_simplejwt"]\nSECRET_KEY = "x"\n',
};
const OPTIONS: ProjectOptions = {
  envFiles: [],
  envFilesFrom: "flags",
  keyFiles: [],
  policy: "separation",
  headers: [],
  timeout: 5,
};

function typedCheck(more: Readonly<Record<string, string>>, options: Partial<ProjectOptions> = {}) {
  const host = memoryHost({ files: { ...DJANGO, ...more }, environment: { PATH: "/usr/bin" } });
  const at = { root: "/p/my shop", shown: "'/p/my shop'", typed: "'/p/my shop'", grant: () => "" };
  const project = resolveProjectFiles(host, at, { ...OPTIONS, ...options });
  const command = checkCommand(host, project);
  return [command?.shown, command?.typed, serveCommand(host, project, 8000)?.typed.split(" ")[0]];
}

Deno.test({
  name: "checkCommand() says how the command is called, and how it is typed in the project's folder",
  permissions: "none",
  fn() {
    assertEquals(typedCheck({}), ["manage.py check", "python manage.py check", "python"]);
    assertEquals(typedCheck({ "/usr/bin/python3": "" }), [
      "manage.py check",
      "python3 manage.py check",
      "python3",
    ]);
    assertEquals(typedCheck({ "/p/my shop/.venv/bin/python": "" }), [
      "manage.py check",
      ".venv/bin/python manage.py check",
      ".venv/bin/python",
    ]);
    assertEquals(typedCheck({}, { check: "make 'a check'" }).slice(0, 2), [
      "make 'a check'",
      "make 'a check'",
    ]);
  },
});
