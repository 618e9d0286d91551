/** How sure a diagnosis is. */
export type Confidence = "certain" | "likely" | "possible";

/**
 * Causes of which the text alone leaves a doubt; every other one is certain. `likely` has another explanation
 * that is rare, `possible` one that is as good.
 */
export const IN_DOUBT: Readonly<Record<string, Exclude<Confidence, "certain">>> = {
  "wrong-credentials": "likely",
  "token-signed-with-other-key": "likely",
  "login-fields-missing": "likely",
  "stale-token-blocks-login": "likely",
  "token-claims-missing": "likely",
  "env-file-not-read": "likely",
  "actions-secret-empty": "likely",
  "compose-blank-default": "likely",
  "service-without-key": "likely",
  "key-not-reloaded": "likely",
  "restart-keeps-environment": "likely",
  "shell-is-no-check": "likely",
  "workers-disagree": "possible",
  "login-limited": "possible",
  "token-signed-with-other-key-or-expired": "possible",
  "server-error": "possible",
  "server-unavailable": "possible",
  "worker-failed": "possible",
};

/** How sure a cause is; `guessed` where the variable's name, or which of two causes it is, was a guess. */
export function confidenceOf(cause: string, basis: "known" | "guessed" = "known"): Confidence {
  return IN_DOUBT[cause] ?? (basis === "guessed" ? "likely" : "certain");
}
