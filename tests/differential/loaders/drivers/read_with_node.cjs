// Reads documents with a loader for Node: read_with_node.cjs KIND [PACKAGE…]
const fs = require("node:fs");
const path = require("node:path");

const [kind, ...packages] = process.argv.slice(2);
const { key, documents } = JSON.parse(fs.readFileSync(0, "utf8"));
const environment = { ...process.env };
const folder = fs.mkdtempSync(path.join(process.cwd(), "env"));
const file = path.join(folder, ".env");
const READERS = {
  dotenv: ([{ config }]) => config({ path: file, quiet: true }),
  "dotenv-fast": ([{ config }]) => config({ path: file, quiet: true, fast: true }),
  "dotenv-expand": ([{ config }, { expand }]) => expand(config({ path: file, quiet: true })),
  async "env-cmd"([{ GetEnvVars }]) {
    return (await GetEnvVars({ envFile: { filePath: file } }))[key] ?? null;
  },
  vite([{ loadEnv }]) {
    return loadEnv("production", folder, "")[key] ?? null;
  },
  next: ([{ loadEnvConfig }]) => loadEnvConfig(folder, false, { info() {}, error() {} }, true),
  "parse-env"() {
    const value = require("node:util").parseEnv(fs.readFileSync(file, "utf8"))[key];
    // An environment ends a value at a NUL.
    if (value !== undefined) process.env[key] = value.split("\0")[0];
  },
};

async function answer(document, loaded) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  fs.writeFileSync(file, Buffer.from(document, "base64"));
  let value;
  try {
    value = await READERS[kind](loaded);
  } catch (error) {
    return { error: String(error).slice(0, 200) };
  }
  // Those that load into the process leave it there, where a NUL ends it.
  if (value === undefined || typeof value === "object" && value !== null) value = process.env[key] ?? null;
  return value === null ? { missing: true } : { value };
}

async function main() {
  const loaded = [];
  for (const name of packages) {
    // Vite is no module that can be required on every Node.
    loaded.push(kind === "vite" ? await import(path.join(name, "dist", "node", "index.js")) : require(name));
  }
  for (const document of documents) fs.writeSync(1, `${JSON.stringify(await answer(document, loaded))}\n`);
}

main();
