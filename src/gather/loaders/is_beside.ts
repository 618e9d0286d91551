import { isAside } from "../../backends/python_modules.ts";

/** Tests, their configuration, and what is there to be copied: found by name, at any depth. */
const BESIDE = new RegExp([
  String.raw`(?:^|\/)(?:e2e|__tests__|__mocks__|cypress|playwright|integration-tests|\{\{[^/]*)\/`,
  String.raw`\.(?:spec|test|stories)\.[cm]?[jt]sx?$`,
  String.raw`(?:^|\/)(?:jest|vitest|playwright|cypress|karma|wdio)[\w.-]*\.config\.[cm]?[jt]s$`,
  String.raw`compose(?:[._-][^/]*)?[._-](?:tests?|e2e|ci|example|sample)(?:[._-][^/]*)?\.ya?ml$`,
].join("|"));

/** Whether a file is no part of running the application: a test, documentation, an example. */
export function isBeside(path: string): boolean {
  return isAside(path) || BESIDE.test(path);
}

/** What is run once, or by hand: it reads the same file, but is not what a person would be shown first. */
const BY_HAND =
  /(?:^|\/)(?:scripts?|bin|tools?|management|commands|seed(?:s|ers)?|migrations?|alembic)\/|(?:^|\/)(?:add|check|clean|clear|create|debug|delete|drop|fix|generate|init|list|migrate|reset|run|seed|setup|simple|test|update)[-_][^/]*$/i;

/** Whether a file is a script that is run by hand. */
export function isByHand(path: string): boolean {
  return BY_HAND.test(path);
}
