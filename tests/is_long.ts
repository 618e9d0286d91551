/** `deno task test` leaves out what takes long and looks at more of the same; the tasks that CI runs beside it do not. */
export const LONG = Deno.env.get("KEYSPLIT_LONG") === "1";
