import { append, type Break, replace } from "./break.ts";
import { testBreaks } from "./test_breaks.ts";

const FLASK = { application: "flask_jwt", in: "flask" } as const;
const NODE = { application: "node_jose", in: "node", ways: ["serve"] } as const;
const ALL = ["check", "serve", "gunicorn"] as const;
const CONFIG = "clinic/config.py";
const SETTINGS = "src/settings.js";
const READ = 'os.environ["JWT_SECRET_KEY"]';
const THROWN =
  'throw new Error("JWT_SECRET_KEY must have at least 50 characters and differ from SECRET_KEY")';
const OR = ["key-too-short", "keys-equal", "key-empty"];

const FLASKS: readonly Break[] = [
  { ...FLASK, says: "no key", keys: "missing", ways: ["check", "serve"], causes: ["key-missing"] },
  {
    ...FLASK,
    says: "gunicorn, which reads no env file",
    ways: ["gunicorn"],
    causes: ["other-variable-missing"],
  },
  // Its one sentence is for a key that is short, empty or the session key.
  { ...FLASK, says: "an empty key", keys: "empty", ways: ["check", "serve"], causes: OR },
  { ...FLASK, says: "the session key", keys: "equal", ways: ["check", "serve"], causes: OR },
  { ...FLASK, says: "a short key", keys: "short", ways: ["check", "serve"], causes: OR },
  {
    ...FLASK,
    says: "the extension finds no key at all",
    files: {
      [CONFIG]: (text) =>
        text.replace(`JWT_SECRET_KEY = ${READ}`, "JWT_SECRET_KEY = None").replace(
          'SECRET_KEY = os.environ["SECRET_KEY"]',
          "SECRET_KEY = None",
        ).replace(/if not is_own[\s\S]*/, ""),
      "clinic/__init__.py": replace(
        "    return app",
        "    from flask_jwt_extended import create_access_token\n    with app.app_context():\n        create_access_token('ada')\n    return app",
      ),
    },
    ways: ["check", "serve"],
    causes: ["key-missing"],
  },
  {
    ...FLASK,
    says: "a plain assertion",
    keys: "empty",
    files: {
      [CONFIG]: (text) =>
        text.replace(/if not is_own[\s\S]*/, "assert Config.JWT_SECRET_KEY, 'JWT_SECRET_KEY is empty'\n"),
    },
    ways: ["check"],
    causes: ["key-empty"],
  },
  {
    ...FLASK,
    says: "the program ends itself",
    keys: "missing",
    files: {
      [CONFIG]: replace(READ, 'os.environ.get("JWT_SECRET_KEY") or exit("Error: JWT_SECRET_KEY is not set")'),
    },
    ways: ["check"],
    causes: ["key-missing"],
  },
  { ...FLASK, says: "nothing is wrong", ways: ["check", "serve"], causes: [] },
  {
    ...FLASK,
    says: "an extension is missing",
    files: { "clinic/__init__.py": (text) => `import flask_sqlalchemy\n${text}` },
    ways: ALL,
    causes: ["module-missing"],
  },
  {
    ...FLASK,
    says: "Flask is missing",
    ways: [{ words: ["-S", "-m", "flask", "--app", "clinic", "routes"] }],
    causes: ["framework-not-installed"],
  },
  {
    ...FLASK,
    says: "an application that is not there",
    ways: [{ words: ["-m", "flask", "--app", "nope", "run", "--port", "{port}"] }],
    causes: ["wsgi-module-missing"],
  },
  {
    ...FLASK,
    says: "another variable is missing",
    env: (text) => text.replace(/^ADMIN_EMAIL=.*\n/m, ""),
    ways: ["check", "gunicorn"],
    causes: ["other-variable-missing"],
  },
  { ...FLASK, says: "the port is taken", portTaken: true, ways: ["serve"], causes: ["port-in-use"] },
  {
    ...FLASK,
    says: "the configuration is no Python",
    files: { [CONFIG]: append("\n  x = (\n") },
    ways: ["check"],
    causes: ["settings-syntax-error"],
  },
  {
    says: "it takes the session key, and does not say so",
    application: "flask_falls_back",
    in: "flask",
    keys: "missing",
    ways: ["check", "serve"],
    causes: [],
  },
];

const NODES: readonly Break[] = [
  { ...NODE, says: "no key", keys: "missing", causes: OR },
  { ...NODE, says: "a short key", keys: "short", causes: OR },
  {
    ...NODE,
    says: "a check of its own",
    keys: "missing",
    files: {
      [SETTINGS]: replace(THROWN, 'throw new Error("Missing required environment variable: JWT_SECRET_KEY")'),
    },
    causes: ["key-missing"],
  },
  {
    ...NODE,
    says: "it prints and ends",
    keys: "empty",
    files: {
      [SETTINGS]: replace(THROWN, 'console.error("FATAL: JWT_SECRET_KEY is not defined."); process.exit(1)'),
    },
    causes: ["key-missing", "key-empty"],
  },
  {
    ...NODE,
    says: "jose takes an empty key and says nothing",
    keys: "empty",
    files: {
      [SETTINGS]: replace("throw new", "new"),
      "src/server.js": (text) =>
        `import { issueToken } from "./tokens.js";\nawait issueToken("ada");\n${text}`,
    },
    causes: [],
  },
  {
    ...NODE,
    says: "jose with undefined",
    keys: "missing",
    files: {
      "src/settings.js": replace("throw new", "new"),
      "src/tokens.js": replace("new TextEncoder().encode(settings.jwt.secret)", "process.env.JWT_SECRET_KEY"),
      "src/server.js": (text) =>
        `import { issueToken } from "./tokens.js";\nawait issueToken("ada");\n${text}`,
    },
    causes: ["key-missing"],
  },
  {
    ...NODE,
    says: "node:crypto with undefined",
    keys: "missing",
    files: {
      "src/settings.js": replace("throw new", "new"),
      "src/server.js": (text) =>
        `import { createHmac } from "node:crypto";\ncreateHmac("sha256", process.env.JWT_SECRET_KEY);\n${text}`,
    },
    causes: ["key-missing"],
  },
  {
    says: "jsonwebtoken with undefined",
    application: "node_falls_back",
    in: "node",
    keys: "missing",
    ways: ["serve"],
    files: {
      "server.js": (text) =>
        text.replace(" || process.env.SECRET_KEY", "") + '\njwt.sign({ sub: "ada" }, key);\n',
    },
    causes: ["key-missing"],
  },
  {
    says: "jsonwebtoken with a number",
    application: "node_falls_back",
    in: "node",
    ways: ["serve"],
    files: { "server.js": append('\njwt.sign({ sub: "ada" }, 1234);\n') },
    causes: ["key-of-wrong-kind"],
  },
  { says: "nothing is wrong", application: "node_falls_back", in: "node", ways: ["serve"], causes: [] },
  { ...NODE, says: "nothing is wrong", causes: [] },
  {
    ...NODE,
    says: "an env file that is not there",
    ways: [{ words: ["--env-file=.env.production", "src/server.js"] }],
    causes: ["env-file-missing"],
  },
  {
    ...NODE,
    says: "a package is missing",
    files: { [SETTINGS]: (text) => `import "helmet";\n${text}` },
    causes: ["module-missing"],
  },
  {
    says: "a package is missing, CommonJS",
    application: "node_falls_back",
    in: "node",
    ways: ["serve"],
    files: { "server.js": (text) => `require("helmet");\n${text}` },
    causes: ["module-missing"],
  },
  { ...NODE, says: "another folder", ways: [{ words: ["server.js"] }], causes: ["wrong-directory"] },
  { ...NODE, says: "the port is taken", portTaken: true, causes: ["port-in-use"] },
  {
    ...NODE,
    says: "the settings are no JavaScript",
    files: { [SETTINGS]: append("\nexport const = ;\n") },
    causes: ["settings-syntax-error", "code-error"],
  },
  {
    ...NODE,
    says: "a name that the code does not have",
    files: { "src/server.js": append("\nconsole.log(JWT_SECRET_KEY);\n") },
    causes: ["code-error"],
  },
  {
    ...NODE,
    says: "a database that does not listen",
    files: { "src/server.js": append('\nimport net from "node:net";\nnet.connect(1, "127.0.0.1");\n') },
    causes: ["service-unreachable"],
  },
];

await testBreaks([...FLASKS, ...NODES]);
