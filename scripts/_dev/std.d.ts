// The npm package that carries the @std code has no types: these are the signatures in use, under the
// names that the code imports. See docs/decisions/0001-where-the-std-packages-come-from.md.

declare module "@std/assert" {
  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
  export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    errorClass?: new (...args: never[]) => E,
    messageIncludes?: string,
    message?: string,
  ): E;
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    errorClass?: new (...args: never[]) => E,
    messageIncludes?: string,
    message?: string,
  ): Promise<E>;
  export function fail(message?: string): never;
}

declare module "@std/path" {
  export function basename(path: string, suffix?: string): string;
  export function dirname(path: string): string;
  export function isAbsolute(path: string): boolean;
  export function join(...paths: readonly string[]): string;
  export function normalize(path: string): string;
  export function relative(from: string, to: string): string;
  export function resolve(...paths: readonly string[]): string;
  export function fromFileUrl(url: string | URL): string;
}

declare module "@std/cli/parse-args" {
  export interface ParseOptions {
    readonly boolean?: readonly string[];
    readonly string?: readonly string[];
    readonly collect?: readonly string[];
    readonly alias?: Readonly<Record<string, string>>;
    readonly stopEarly?: boolean;
    readonly "--"?: boolean;
    readonly unknown?: (argument: string, key?: string, value?: unknown) => unknown;
  }
  export type Parsed = { readonly _: readonly (string | number)[] } & Readonly<Record<string, unknown>>;
  export function parseArgs(args: readonly string[], options?: ParseOptions): Parsed;
}

declare module "@std/dotenv" {
  /** npm dotenv's `parse`: pure, the last of several definitions wins, no expansion; `fast` takes linear time. */
  export function parse(source: string, options?: { readonly fast?: boolean }): Record<string, string>;
}
