export { type ApplicationFacts, type ApplicationName, APPLICATIONS } from "./applications.ts";
export {
  type ApplicationCopy,
  copyApplication,
  type CopyOptions,
  type KeyState,
} from "./copy_application.ts";
export { type Answer, request } from "./request.ts";
export { type Outcome, runApplication } from "./run_application.ts";
export { serveApplication, type Server } from "./serve_application.ts";
