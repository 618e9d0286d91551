import { leaveOut, leaveOutUnlessRequired } from "../require.ts";
import { type Venv, venv, type VenvName } from "./venvs.ts";

const TITLES = {
  django42: "Django 4.2",
  django52: "Django 5.2",
  django61: "Django 6.1",
  fastapi: "FastAPI",
  pydantic1: "FastAPI and pydantic 1",
  flask: "Flask",
  simplejwt53: "SimpleJWT 5.3",
} as const satisfies Record<VenvName, string>;

/**
 * The environment, or null where the tests that need it are left out. A Python that is too old for Django 6.1 is
 * no failure in CI either: Debian 12 has no newer one.
 *
 * @throws {Error} when it cannot be had and KEYSPLIT_REQUIRE_BACKENDS is 1
 */
export async function requireVenv(name: VenvName): Promise<Venv | null> {
  const answer = await venv(name);
  if (!("missing" in answer)) return answer;
  const isOptional = name === "django61" && answer.cause === "no-python";
  (isOptional ? leaveOut : leaveOutUnlessRequired)(TITLES[name], answer.missing);
  return null;
}
