/** The embedded backend: what `upgrade` needs to make a throw-away copy of it and to run that. */
export { demoApplication, type DemoPlace, denoCache } from "./application.ts";
export { demoFiles } from "./files.ts";
