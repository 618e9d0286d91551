/** Keysplit's version; a test holds it to the one in deno.json. */
export const VERSION = "0.1.0";
