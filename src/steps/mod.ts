/**
 * The steps that change something, in the order in which they are asked.
 *
 * @module
 */
import { createEnvFile } from "./create_env_file.ts";
import { ignoreEnvFile } from "./ignore_env_file.ts";
import { setKey } from "./set_key.ts";
import type { Step } from "./step.ts";

/** Every step. */
export const STEPS: readonly Step[] = [createEnvFile, setKey, ignoreEnvFile];
