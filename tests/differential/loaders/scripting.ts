import { findProgram, isThere } from "./install.ts";
import { askMany, driver, type Loader, runIn } from "./loader.ts";

/** Debian's packages, of the versions that it ships. */
function php(name: string, kind: "vlucas" | "symfony", autoload: string): Loader {
  return {
    name,
    reads: "many",
    prepare() {
      const program = findProgram("php");
      if (program === null || !isThere(autoload)) {
        return Promise.resolve({ missing: `php or its ${kind} dotenv is not there` });
      }
      return Promise.resolve(askMany([program, driver("read_with_php.php"), kind, autoload]));
    },
  };
}

const RUBY: Loader = {
  name: "ruby-dotenv@2.4.0",
  reads: "many",
  async prepare() {
    const ruby = findProgram("ruby");
    if (ruby === null) return { missing: "ruby is not there" };
    const { stdout } = await runIn("/", [
      ruby,
      "-e",
      'require "dotenv"; print Gem.loaded_specs["dotenv"].version',
    ]);
    if (stdout !== "2.4.0") return { missing: "the dotenv gem 2.4.0 is not there" };
    return askMany([ruby, driver("read_with_ruby.rb")]);
  },
};

export const SCRIPTING: readonly Loader[] = [
  RUBY,
  php("phpdotenv@5.4.1", "vlucas", "/usr/share/php/Dotenv/autoload.php"),
  php("symfony-dotenv@5.4.53", "symfony", "/usr/share/php/Symfony/Component/Dotenv/autoload.php"),
];
