/** The real backends of the proof table. */
import type { ApplicationName } from "../../applications/mod.ts";
import type { VenvName } from "../../backends/venvs.ts";
import type { Variants } from "./broken.ts";
import { django, quickly, SWALLOWS } from "./django.ts";
import { fastapi, fastapiMail } from "./fastapi.ts";
import { flask } from "./flask.ts";
import type { Edit } from "./kindness.ts";
import { node, NODE_TYPES, nodeAccepting } from "./node.ts";
import type { Row, Variant } from "./rows.ts";

/** An application, how it is made, how it is broken, and where its rows differ from those of the table. */
export interface ProofBackend {
  readonly title: string;
  readonly application: ApplicationName;
  readonly environment: VenvName | "node";
  readonly logsInByMail: boolean;
  /** Of every copy, also of the right one. */
  readonly edits: readonly Edit[];
  /** In what the right one differs from that of the table, because it has no such thing. */
  readonly lacks: Row;
  readonly variants: Variants;
  /** The variants that are enough where another backend shares the code; all where KEYSPLIT_LONG is 1. */
  readonly enough?: readonly Variant[];
  /** Whether it is also asked where two of it run already. */
  readonly runsTwice?: true;
  /** Lets tokens of one more key in. */
  readonly acceptsKey?: (key: string) => readonly Edit[];
}

const SIMPLEJWT: Omit<ProofBackend, "title" | "environment"> = {
  application: "django_short",
  logsInByMail: false,
  edits: quickly("shop/settings.py"),
  lacks: {},
  variants: django("shop/settings.py", "rest_framework_simplejwt.authentication.JWTAuthentication"),
};

function clinic(
  urls: string,
  settings: string,
): Pick<ProofBackend, "application" | "environment" | "edits" | "logsInByMail"> {
  return {
    application: "django_logins",
    environment: "django52",
    logsInByMail: true,
    edits: [
      ...quickly("clinic/settings.py"),
      { path: "clinic/settings.py", from: '"clinic.urls"', to: `"clinic.${urls}"` },
      { path: "clinic/settings.py", from: '"USE_JWT": True,', to: `"USE_JWT": True, ${settings}` },
    ],
  };
}

const REST_AUTH = django("clinic/settings.py", "dj_rest_auth.jwt_auth.JWTCookieAuthentication");

const SAME_CODE = [
  "is right",
  "signs with SECRET_KEY",
  "makes its key at the start",
  "accepts a refresh token",
] as const satisfies readonly Variant[];

/** The backends in scope. */
export const PROOF_BACKENDS: readonly ProofBackend[] = [
  { title: "Django 5.2 with SimpleJWT 5.5", environment: "django52", ...SIMPLEJWT, runsTwice: true },
  { title: "Django 4.2 with SimpleJWT 5.3", environment: "simplejwt53", ...SIMPLEJWT, enough: SAME_CODE },
  { title: "Django 4.2 with SimpleJWT 5.2", environment: "django42", ...SIMPLEJWT, enough: SAME_CODE },
  {
    title: "dj-rest-auth, tokens in the body",
    ...clinic("urls_dj_rest_auth", '"JWT_AUTH_HTTPONLY": False,'),
    lacks: {},
    variants: REST_AUTH,
    enough: SAME_CODE,
  },
  {
    title: "dj-rest-auth, tokens in cookies",
    ...clinic(
      "urls_dj_rest_auth",
      '"JWT_AUTH_COOKIE": "clinic", "JWT_AUTH_REFRESH_COOKIE": "clinic-refresh",',
    ),
    lacks: {},
    variants: REST_AUTH,
    enough: SAME_CODE,
  },
  {
    title: "a cookie behind CSRF",
    ...clinic("urls_cookie", ""),
    lacks: {},
    variants: {
      "is right": { edits: [] },
      "swallows bad tokens": SWALLOWS,
    },
  },
  {
    title: "FastAPI by a form",
    application: "fastapi_settings",
    environment: "fastapi",
    logsInByMail: false,
    edits: [],
    lacks: { "wrong-type-refused": "not-applicable" },
    variants: fastapi(),
    enough: [
      "is right",
      "signs with SECRET_KEY",
      "signs with the decoded key",
      "signs with a public key",
      "makes its key at the start",
      "verifies with both keys",
      "accepts alg: none",
      "checks no signature",
      "prints its key",
    ],
  },
  {
    title: "FastAPI by mail",
    application: "fastapi_email",
    environment: "fastapi",
    logsInByMail: true,
    edits: [],
    lacks: {},
    variants: fastapiMail(),
    enough: [...SAME_CODE, "accepts the empty key", "does not look at the expiry"],
  },
  {
    title: "Flask-JWT-Extended",
    application: "flask_jwt",
    environment: "flask",
    logsInByMail: false,
    edits: [],
    lacks: { "workers-agree": "not-applicable" },
    variants: flask(),
  },
  {
    title: "Node with jose",
    application: "node_jose",
    environment: "node",
    logsInByMail: false,
    edits: NODE_TYPES,
    lacks: { "workers-agree": "not-applicable" },
    variants: node(),
    runsTwice: true,
    acceptsKey: nodeAccepting,
  },
];
