import { dirname, fromFileUrl, join } from "@std/path";
import { randomText } from "../applications/secrets.ts";

/** A folder with files of one's own. */
export interface EnvFolder extends Disposable {
  /** Absolute, links resolved. */
  readonly path: string;
  /** The bytes of a file in it, one character a byte. */
  readonly read: (name?: string) => string;
  readonly has: (name: string) => boolean;
}

/** A key that passes every rule, new each time. */
export const goodKey = (): string => randomText(64);

/**
 * Makes a folder that holds these files, each of mode 0600.
 *
 * @param files by relative path; of a text each character is one byte
 */
export function makeEnvFolder(files: Readonly<Record<string, string>>): EnvFolder {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "keysplit-" }));
  for (const [name, text] of Object.entries(files)) {
    Deno.mkdirSync(dirname(join(path, name)), { recursive: true });
    Deno.writeFileSync(join(path, name), bytesOf(text), { mode: 0o600, createNew: true });
  }
  return {
    path,
    read: (name = ".env") => textOf(Deno.readFileSync(join(path, name))),
    has: (name) => [...Deno.readDirSync(dirname(join(path, name)))].some((entry) => entry.name === name),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** The files by which a Django project is recognised whose settings are read by python-decouple. */
export function djangoSources(): Readonly<Record<string, string>> {
  const names = ["manage.py", "requirements.txt", "shop/__init__.py", "shop/settings.py", "shop/urls.py"];
  const folder = fromFileUrl(new URL("../applications/django_short/", import.meta.url));
  return Object.fromEntries(names.map((name) => [name, textOf(Deno.readFileSync(join(folder, name)))]));
}

/** One byte for each character. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** One character for each byte, so that a comparison misses none. */
export function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
