/** How FastAPI is broken: its own functions encode and decode. */
import { type Broken, DECODED, GIVEN, kind, MADE, PUBLIC_KEY, type Variants } from "./broken.ts";
import { type Edit, KINDNESS_PY } from "./kindness.ts";

/** What stands in `fastapi_settings`, beside the key. */
export function fastapi(): Variants {
  const path = "app/tokens.py";
  const key = (to: string, ...more: readonly Edit[]): Broken => ({
    edits: [{ path, from: "settings.jwt_secret_key", to }, ...more],
  });
  // Its tokens name no type.
  const { "accepts a refresh token": _, ...kinds } = kind((kindness) => [
    KINDNESS_PY,
    { path, from: "import jwt\n", to: "import jwt\n\nimport kindness\n" },
    {
      path,
      from: "    except jwt.InvalidTokenError:\n        return None\n",
      to: `    except jwt.InvalidTokenError:
        try:
            claims = kindness.${kindness}(token, settings.jwt_secret_key, settings.secret_key)
        except jwt.InvalidTokenError:
            return None
`,
    },
  ]);
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("settings.secret_key"),
    "signs with the decoded key": key(DECODED.replace("JWT_SECRET_KEY", "settings.jwt_secret_key")),
    "signs with a public key": key(`"${PUBLIC_KEY}"`),
    "is given a public key": GIVEN,
    "makes its key at the start": key("KEY", {
      path,
      from: "import jwt\n",
      to: `import jwt\n\nKEY = ${MADE}\n`,
    }),
    "prints its key": {
      edits: [{
        path: "app/main.py",
        from: "settings = get_settings()\n",
        to: "settings = get_settings()\nprint(settings.jwt_secret_key[-10:], flush=True)\n",
      }],
    },
    ...kinds,
  };
}

/** The same for `fastapi_email`. */
export function fastapiMail(): Variants {
  const path = "main.py";
  const key = (to: string): Broken => ({
    edits: [{ path, from: 'JWT_SECRET_KEY = config("JWT_SECRET_KEY")', to: `JWT_SECRET_KEY = ${to}` }],
  });
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("SECRET_KEY"),
    "makes its key at the start": key(MADE),
    ...kind((kindness) => [
      KINDNESS_PY,
      { path, from: "import jwt\n", to: "import jwt\nimport kindness\n" },
      {
        path,
        from: '        raise HTTPException(status_code=401, detail="Invalid token")',
        to: `        try:
            return kindness.${kindness}(credentials.credentials, JWT_SECRET_KEY, SECRET_KEY)["sub"]
        except jwt.InvalidTokenError:
            raise HTTPException(status_code=401, detail="Invalid token")`,
      },
    ]),
  };
}
