/**
 * The one list of rules, in report order. A rule is added by one file and one line here.
 *
 * @module
 */
import { ciDeclaresKey } from "./ci_declares_key.ts";
import { deployedKeyExact } from "./deployed_key_exact.ts";
import { deploymentDeclaresKey } from "./deployment_declares_key.ts";
import { documentationNamesKey } from "./documentation_names_key.ts";
import { environmentsSeparateKeys } from "./environments_separate_keys.ts";
import { exampleInStep } from "./example_in_step.ts";
import { keyNotInDescriptor } from "./key_not_in_descriptor.ts";
import { keyNotInImage } from "./key_not_in_image.ts";
import { emptyKeyForgeryRefused } from "./empty_key_forgery_refused.ts";
import { envFileIgnored } from "./env_file_ignored.ts";
import { envFilePrivate } from "./env_file_private.ts";
import { envFilesAgree } from "./env_files_agree.ts";
import { envFileUntracked } from "./env_file_untracked.ts";
import { expiredRefused } from "./expired_refused.ts";
import { keyAlphabet } from "./key_alphabet.ts";
import { instancesAgree } from "./instances_agree.ts";
import { keyAssignedOnce } from "./key_assigned_once.ts";
import { keyLongEnough } from "./key_long_enough.ts";
import { keyNotInOutput } from "./key_not_in_output.ts";
import { keyPresent } from "./key_present.ts";
import { keysDiffer } from "./keys_differ.ts";
import { keyStrong } from "./key_strong.ts";
import { keyVisibleToLoader } from "./key_visible_to_loader.ts";
import { lineWellFormed } from "./line_well_formed.ts";
import { knownKeyForgeryRefused } from "./known_key_forgery_refused.ts";
import { loadersAgree } from "./loaders_agree.ts";
import { loginWorks } from "./login_works.ts";
import { noneAlgorithmRefused } from "./none_algorithm_refused.ts";
import { notMaskedByEnvironment } from "./not_masked_by_environment.ts";
import { oldTokenRefused } from "./old_token_refused.ts";
import { refusesEmptyKey } from "./refuses_empty_key.ts";
import { refusesEqualKeys } from "./refuses_equal_keys.ts";
import { refusesMissingKey } from "./refuses_missing_key.ts";
import { refusesPlaceholder } from "./refuses_placeholder.ts";
import { refusesShortKey } from "./refuses_short_key.ts";
import { restartSurvives } from "./restart_survives.ts";
import type { Rule } from "./rule.ts";
import { runningProcessCurrent } from "./running_process_current.ts";
import { secretKeyForgeryRefused } from "./secret_key_forgery_refused.ts";
import { signedWithJwtKey } from "./signed_with_jwt_key.ts";
import { starts } from "./starts.ts";
import { testsPass } from "./tests_pass.ts";
import { wrongTypeRefused } from "./wrong_type_refused.ts";
import { workersAgree } from "./workers_agree.ts";

/** Every rule, in the order in which reports show them. */
export const RULES: readonly Rule[] = [
  keyPresent,
  keysDiffer,
  keyLongEnough,
  keyStrong,
  keyAlphabet,
  envFilePrivate,
  envFileUntracked,
  envFileIgnored,
  notMaskedByEnvironment,
  envFilesAgree,
  keyVisibleToLoader,
  loadersAgree,
  keyAssignedOnce,
  lineWellFormed,
  starts,
  refusesEmptyKey,
  refusesMissingKey,
  refusesEqualKeys,
  refusesShortKey,
  refusesPlaceholder,
  testsPass,
  loginWorks,
  signedWithJwtKey,
  secretKeyForgeryRefused,
  emptyKeyForgeryRefused,
  knownKeyForgeryRefused,
  oldTokenRefused,
  expiredRefused,
  noneAlgorithmRefused,
  wrongTypeRefused,
  runningProcessCurrent,
  restartSurvives,
  workersAgree,
  instancesAgree,
  keyNotInOutput,
  environmentsSeparateKeys,
  exampleInStep,
  deploymentDeclaresKey,
  keyNotInDescriptor,
  deployedKeyExact,
  keyNotInImage,
  ciDeclaresKey,
  documentationNamesKey,
];

/** Those that a command asks of its stage without having been asked for them; the checklist asks all. */
export const USUAL_RULES: readonly Rule[] = RULES.filter(({ onRequest, stage }) =>
  onRequest !== true && stage !== "project"
);

export { evaluate } from "./evaluate.ts";
