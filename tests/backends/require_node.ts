import { leaveOutUnlessRequired } from "../require.ts";
import { type NodePackages, nodePackages } from "./node_packages.ts";

/**
 * Node with its packages, or null where the tests that need them are left out.
 *
 * @throws {Error} when they cannot be had and KEYSPLIT_REQUIRE_BACKENDS is 1
 */
export async function requireNode(): Promise<NodePackages | null> {
  const answer = await nodePackages();
  if (!("missing" in answer)) return answer;
  leaveOutUnlessRequired("Node", answer.missing);
  return null;
}
