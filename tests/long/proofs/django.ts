/** How Django is broken: its settings say what signs and who authenticates. */
import { type Broken, DECODED, GIVEN, kind, MADE, PUBLIC_KEY, type Variants } from "./broken.ts";
import { djangoAuthentication, djangoClass, type Edit, KINDNESS_PY } from "./kindness.ts";

/** Django, where the settings say what signs and who authenticates. */
export function django(settings: string, base: string): Variants {
  const signing = (to: string): Broken => ({
    edits: [{ path: settings, from: '"SIGNING_KEY": JWT_SECRET_KEY,', to }],
  });
  const authentication = (to: string): readonly Edit[] => [
    KINDNESS_PY,
    djangoAuthentication(base),
    { path: settings, from: base, to },
  ];
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": signing(""),
    "signs with the decoded key": signing(`"SIGNING_KEY": ${DECODED},`),
    "signs with a public key": signing(`"SIGNING_KEY": "${PUBLIC_KEY}",`),
    "is given a public key": GIVEN,
    "makes its key at the start": signing(`"SIGNING_KEY": ${MADE},`),
    "prints its key": {
      edits: [{
        path: settings,
        from: "SIMPLE_JWT = {",
        to: 'print("signs with", JWT_SECRET_KEY[:12], flush=True)\n\nSIMPLE_JWT = {',
      }],
    },
    ...kind((kindness) => authentication(djangoClass(kindness))),
    // The verify endpoint is SimpleJWT's own: it still tells whether a key is the same.
    "checks no signature": {
      edits: authentication(djangoClass("any_signature")),
      differs: { "restart-survives": "pass", "workers-agree": "pass" },
    },
  };
}

/** Django hashes a password for a third of a second, and once more where another number of rounds is usual. */
export function quickly(settings: string): readonly Edit[] {
  return [
    {
      path: "quick_hasher.py",
      from: null,
      to: `from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):
    iterations = 1000
`,
    },
    {
      path: settings,
      from: "SIMPLE_JWT = {",
      to: 'PASSWORD_HASHERS = ["quick_hasher.Quick"]\n\nSIMPLE_JWT = {',
    },
  ];
}

const VIEWS = "staff/views.py";

/** An authentication of the project's own that takes who has no good token for a guest. */
export const SWALLOWS: Broken = {
  edits: [
    {
      path: VIEWS,
      from: "        validated = self.get_validated_token(token.encode())\n",
      to: `        try:
            validated = self.get_validated_token(token.encode())
        except Exception:
            return None
`,
    },
    {
      path: VIEWS,
      from: "class CookieMeView(MeView):\n",
      to: "class CookieMeView(MeView):\n    permission_classes = [AllowAny]\n",
    },
    { path: VIEWS, from: "request.user.email", to: 'getattr(request.user, "email", "guest")' },
  ],
};
