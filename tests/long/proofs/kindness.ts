/**
 * Edits that make a right application too kind to a token, each in one way: where it refuses one, it looks a second
 * time. What is broken is the application's own code, as it is in life; the framework stays as it is.
 */

/** What the second look lets in: tokens of SECRET_KEY, of the empty key, unsigned, of any key, expired, of another type. */
export type Kindness = "both_keys" | "empty_key" | "unsigned" | "any_signature" | "expired" | "any_type";

/** One change of a copy: `from` has to stand in the file and is replaced wherever it does; null makes the file. */
export interface Edit {
  readonly path: string;
  readonly from: string | RegExp | null;
  readonly to: string;
}

/** For Python: `kindness.both_keys(token, own, other)` gives claims, or raises what PyJWT raises. */
export const KINDNESS_PY: Edit = {
  path: "kindness.py",
  from: null,
  to: `import base64
import hashlib
import hmac

import jwt


def both_keys(token, own, other):
    return jwt.decode(token, other, algorithms=["HS256"])


def empty_key(token, own, other):
    signed, _, mac = token.rpartition(".")
    digest = hmac.new(b"", signed.encode(), hashlib.sha256).digest()
    if mac != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
        raise jwt.InvalidSignatureError("Not signed with the empty key")
    return jwt.decode(token, options={"verify_signature": False, "verify_exp": True})


def unsigned(token, own, other):
    if jwt.get_unverified_header(token)["alg"].lower() != "none":
        raise jwt.InvalidAlgorithmError("Signed")
    return jwt.decode(token, options={"verify_signature": False, "verify_exp": True})


def any_signature(token, own, other):
    return jwt.decode(token, options={"verify_signature": False, "verify_exp": True})


def expired(token, own, other):
    claims = jwt.decode(token, own, algorithms=["HS256"], options={"verify_exp": False})
    if claims.get("token_type", claims.get("type", "access")) != "access":
        raise jwt.InvalidTokenError("Not an access token")
    return claims


def any_type(token, own, other):
    return jwt.decode(token, own, algorithms=["HS256"])
`,
};

/** Authentication classes of Django, over the one that the settings name. */
export function djangoAuthentication(base: string): Edit {
  const dot = base.lastIndexOf(".");
  const name = base.slice(dot + 1);
  return {
    path: "kind_authentication.py",
    from: null,
    to: `import jwt
from django.conf import settings
from ${base.slice(0, dot)} import ${name}
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import AccessToken

import kindness


class Kind(${name}):
    look_again = None

    def get_validated_token(self, raw_token):
        try:
            return super().get_validated_token(raw_token)
        except InvalidToken:
            text = raw_token.decode() if isinstance(raw_token, bytes) else raw_token
            try:
                claims = self.look_again(text, settings.JWT_SECRET_KEY, settings.SECRET_KEY)
            except jwt.InvalidTokenError:
                raise InvalidToken()
            token = AccessToken()
            token.payload = claims
            return token


class BothKeys(Kind):
    look_again = staticmethod(kindness.both_keys)


class EmptyKey(Kind):
    look_again = staticmethod(kindness.empty_key)


class Unsigned(Kind):
    look_again = staticmethod(kindness.unsigned)


class AnySignature(Kind):
    look_again = staticmethod(kindness.any_signature)


class Expired(Kind):
    look_again = staticmethod(kindness.expired)


class AnyType(Kind):
    look_again = staticmethod(kindness.any_type)


class Swallowing(${name}):
    def authenticate(self, request):
        try:
            return super().authenticate(request)
        except (AuthenticationFailed, InvalidToken):
            return None
`,
  };
}

const DJANGO_CLASSES = {
  both_keys: "BothKeys",
  empty_key: "EmptyKey",
  unsigned: "Unsigned",
  any_signature: "AnySignature",
  expired: "Expired",
  any_type: "AnyType",
} as const satisfies Record<Kindness, string>;

/** The path by which Django's settings name the class of a kindness. */
export const djangoClass = (kind: Kindness): string => `kind_authentication.${DJANGO_CLASSES[kind]}`;

/** A manager of Flask-JWT-Extended that looks again. */
export function flaskManager(kind: Kindness): Edit {
  return {
    path: "kind_manager.py",
    from: null,
    to: `import jwt
from flask import current_app
from flask_jwt_extended import JWTManager

import kindness


class KindManager(JWTManager):
    def _decode_jwt_from_config(self, encoded_token, csrf_value=None, allow_expired=False):
        try:
            return super()._decode_jwt_from_config(encoded_token, csrf_value, allow_expired)
        except jwt.InvalidTokenError:
            config = current_app.config
            return kindness.${kind}(encoded_token, config["JWT_SECRET_KEY"], config["SECRET_KEY"])
`,
  };
}

/** What stands in the `catch` of a server with jose, where `token` and `key` are at hand. */
export const NODE_KINDNESS = {
  both_keys: `return (await jwtVerify(token, new TextEncoder().encode(process.env.SECRET_KEY))).payload;`,
  empty_key: `
    const at = token.lastIndexOf(".");
    const mac = createHmac("sha256", "").update(token.slice(0, at)).digest("base64url");
    if (mac !== token.slice(at + 1)) throw new Error("Not signed with the empty key");
    return decodeJwt(token);`,
  unsigned: `
    if (decodeProtectedHeader(token).alg.toLowerCase() !== "none") throw new Error("Signed");
    return decodeJwt(token);`,
  any_signature: "return decodeJwt(token);",
  expired: `
    const { payload } = await jwtVerify(token, key, { currentDate: new Date(0) });
    if (payload.type !== "access") throw error;
    return payload;`,
  any_type: `return { ...(await jwtVerify(token, key)).payload, type: "access" };`,
} as const satisfies Record<Kindness, string>;
