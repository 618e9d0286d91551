// Reads documents with a loader for Node: read_with_node.cjs KIND [PACKAGE…]
const fs = require("node:fs");
const path = require("node:path");

const [kind, ...packages] = process.argv.slice(2);
const { key, documents } = JSON.parse(fs.readFileSync(0, "utf8"));
const environment = { ...process.env };
const folder = fs.mkdtempSync(path.join(process.cwd(), "env"));
const file = path.join(folder, ".env");
const loaded = packages.map((name) => require(name));

const READERS = {
  dotenv: ([{ config }]) => config({ path: file, quiet: true }),
  "dotenv-fast": ([{ config }]) => config({ path: file, quiet: true, fast: true }),
  "dotenv-expand": ([{ config }, { expand }]) => expand(config({ path: file, quiet: true })),
  next: ([{ loadEnvConfig }]) => loadEnvConfig(folder, false, { info() {}, error() {} }, true),
  "parse-env"() {
    const value = require("node:util").parseEnv(fs.readFileSync(file, "utf8"))[key];
    // An environment ends a value at a NUL.
    if (value !== undefined) process.env[key] = value.split("\0")[0];
  },
};

const answers = documents.map((document) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  fs.writeFileSync(file, Buffer.from(document, "base64"));
  try {
    READERS[kind](loaded);
  } catch (error) {
    return { error: String(error).slice(0, 200) };
  }
  const value = process.env[key];
  return value === undefined ? { missing: true } : { value };
});
fs.writeFileSync(1, JSON.stringify(answers));
