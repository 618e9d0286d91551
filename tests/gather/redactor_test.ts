import { assertEquals } from "@std/assert";
import { gatherKeys } from "../../src/gather/env_files.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { redactorFor } from "../../src/gather/redactor.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

const KEY = "q8Zr-xK2_mP0aLw7Bn5Tc9Vd3Fh6Jy1GsXe4Rk8Uq2Wo7Np";

Deno.test({
  name: "redactorFor() masks the key and a password, and not the folder that a shell is in",
  permissions: "none",
  async fn() {
    const folder = "/srv/Blue7Heron/wharf42";
    const host = memoryHost({
      files: { "/p/.env": `JWT_SECRET_KEY=${KEY}\n` },
      environment: { PWD: folder, OLDPWD: folder, ADMIN_PWD: "Vq83mZt0Lw5xKc" },
    });
    const project = resolveProjectFiles(host, { root: "/p", shown: "/p", typed: "/p", grant: () => "" }, {
      envFiles: [],
      envFilesFrom: "flags",
      keyFiles: [],
      policy: "separation",
      headers: [],
      timeout: 5,
    });
    const redact = redactorFor(host, project, (await gatherKeys(host, project)).keys);
    assertEquals(
      redact(`in ${folder}/app: ${KEY.slice(4, 20)}, Vq83mZt0Lw5xKc`),
      `in ${folder}/app: ••••, ••••`,
    );
  },
});
