/** How Flask-JWT-Extended is broken: its configuration says what signs, its manager decodes. */
import { type Broken, DECODED, GIVEN, kind, MADE, PUBLIC_KEY, type Variants } from "./broken.ts";
import { flaskManager, KINDNESS_PY } from "./kindness.ts";

/** What stands in `flask_jwt`, served by one process. */
export function flask(): Variants {
  const path = "clinic/__init__.py";
  const from = "    app.config.from_object(Config)\n";
  const key = (to: string): Broken => ({
    edits: [{ path, from, to: `${from}    app.config["JWT_SECRET_KEY"] = ${to}\n` }],
  });
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("Config.SECRET_KEY"),
    "signs with the decoded key": key(DECODED.replace("JWT_SECRET_KEY", "Config.JWT_SECRET_KEY")),
    "signs with a public key": key(`"${PUBLIC_KEY}"`),
    "is given a public key": GIVEN,
    "makes its key at the start": { ...key(MADE), differs: { "workers-agree": "not-applicable" } },
    "prints its key": {
      edits: [{ path, from, to: `${from}    app.logger.warning("Signs with %s", Config.JWT_SECRET_KEY)\n` }],
    },
    ...kind((kindness) => [
      KINDNESS_PY,
      flaskManager(kindness),
      {
        path,
        from: "from flask_jwt_extended import JWTManager\n",
        to: "from kind_manager import KindManager\n",
      },
      { path, from: "JWTManager()", to: "KindManager()" },
    ]),
    // The type is looked at by the decorator, behind the manager.
    "accepts a refresh token": {
      edits: [{
        path: "clinic/patients.py",
        from: "@jwt_required()",
        to: "@jwt_required(verify_type=False)",
      }],
    },
  };
}
