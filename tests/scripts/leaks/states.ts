import { type Canary, canaryText } from "./canaries.ts";

/** A project in one state, with secrets that are new each time. */
export interface LeakState {
  readonly name: string;
  /** Files by relative path. */
  readonly files: Readonly<Record<string, string>>;
  /** What the process adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether git holds the `.env`. */
  readonly tracked: boolean;
  readonly canaries: readonly Canary[];
}

const PLACEHOLDER = "REQUIRED__GENERATE_WITH__python_-c_import_secrets_token_urlsafe_64";

/** Every state in which a command may find a key. */
export function leakStates(): readonly LeakState[] {
  return [
    state("good", ({ secret }) => ({ jwt: secret("jwt", 86) })),
    state("short", ({ secret }) => ({ jwt: secret("jwt", 24) })),
    state("weak", ({ secret }) => ({ jwt: secret("jwt", 8).repeat(8) })),
    state("equal", ({ session }) => ({ jwt: session })),
    state(
      "placeholder",
      ({ hide }) => ({ jwt: hide({ name: "placeholder", value: PLACEHOLDER, hidden: "whole" }) }),
    ),
    state("missing", () => ({})),
    state("masked", ({ secret }) => ({
      jwt: secret("jwt", 64),
      environment: {
        JWT_SECRET_KEY: secret("jwt of the process", 64),
        SECRET_KEY: secret("session of the process", 64),
      },
    })),
    state("tracked", ({ secret }) => ({ jwt: secret("jwt", 24), tracked: true })),
    state("duplicate", ({ secret }) => ({
      jwt: secret("first jwt", 64),
      more: [
        `JWT_SECRET_KEY=${secret("second jwt", 20)}`,
        `JWT_SECRET_KEY_PREVIOUS=${secret("previous jwt", 64)}`,
      ],
    })),
    state("others", ({ secret }) => ({
      jwt: secret("jwt", 64),
      files: {
        ".env.production": `SECRET_KEY=${secret("production session", 64)}\nJWT_SECRET_KEY=${
          secret("production jwt", 64)
        }\n`,
        ".env.staging": `JWT_SECRET_KEY='${secret("staging jwt", 64)}'\n`,
      },
    })),
  ];
}

interface Made {
  readonly jwt?: string;
  readonly more?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly tracked?: boolean;
}

interface Making {
  readonly session: string;
  readonly hide: (canary: Canary) => string;
  /** A random text that must stay hidden. */
  readonly secret: (name: string, characters: number) => string;
}

function state(name: string, make: (making: Making) => Made): LeakState {
  const canaries: Canary[] = [];
  const hide = (canary: Canary) => (canaries.push(canary), canary.value);
  const secret = (what: string, characters: number) =>
    hide({ name: `${name}: ${what}`, value: canaryText(characters), hidden: "runs" });
  const session = secret("session", 64);
  const { jwt, more = [], files = {}, environment = {}, tracked = false } = make({ session, hide, secret });
  const lines = [
    "# settings",
    `SECRET_KEY=${session}`,
    ...(jwt === undefined ? [] : [`JWT_SECRET_KEY=${jwt}`]),
    ...more,
    "DEBUG=1",
  ];
  return { name, files: { ".env": `${lines.join("\n")}\n`, ...files }, environment, tracked, canaries };
}
