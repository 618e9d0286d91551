/**
 * The floors of docs/architecture.md as code: a plugin of `deno lint`.
 *
 * @module
 */
import { dirname, fromFileUrl, join, normalize, relative } from "@std/path";
import { complainAbout, floorOf, PURE } from "./floors.ts";
import { CRYPTOGRAPHY, mayExit, REVEALS } from "./places.ts";

const CHECKOUT = fromFileUrl(new URL("../../", import.meta.url));
const OWN_NAME = "@keysplit/keysplit";

/** Globals that reach the world, or lead to what does. */
const WORLDLY: ReadonlySet<string> = new Set([
  "Deno",
  "console",
  "fetch",
  "globalThis",
  "performance",
  "queueMicrotask",
  "setInterval",
  "setTimeout",
  "WebSocket",
  "Worker",
  "XMLHttpRequest",
]);
/** Members of globals that differ from call to call. */
const UNSTEADY: ReadonlySet<string> = new Set(["Date.now", "Math.random", "Temporal.Now"]);

type Context = Deno.lint.RuleContext;
type Reference = {
  readonly node: Deno.lint.Node;
  readonly specifier: string;
  readonly kind: "type" | "value";
};

/** Rule `floors`: imports go down only. */
const floors: Deno.lint.Rule = {
  create(context) {
    const from = pathOf(context);
    return onImports(({ node, specifier, kind }) => {
      const message = complainAbout({ from, to: targetOf(from, specifier), kind });
      if (message !== null) context.report({ node, message });
    });
  },
};

/** Rule `pure`: floors 0 and 1 do not reach the world, and take nothing that differs from call to call. */
const pure: Deno.lint.Rule = {
  create(context) {
    const path = pathOf(context);
    if (!PURE.has(floorOf(path))) return {};
    const mayEncrypt = CRYPTOGRAPHY.includes(path);
    const complain = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `${what} has no place in a pure module: let the caller pass the value`,
      });
    return {
      ...onImports(({ node, specifier }) => {
        const isCryptography = ["node:crypto", "node:buffer", "jose"].includes(specifier);
        if (mayEncrypt && isCryptography) return;
        if (isCryptography || specifier.startsWith("node:")) complain(node, `"${specifier}"`);
      }),
      Identifier(node) {
        if (isName(node)) return;
        if (WORLDLY.has(node.name) || (node.name === "crypto" && !mayEncrypt)) complain(node, node.name);
      },
      MemberExpression(node) {
        const name = `${nameOf(node.object)}.${memberOf(node)}`;
        if (UNSTEADY.has(name)) complain(node, name);
      },
      NewExpression(node) {
        if (nameOf(node.callee) === "Date" && node.arguments.length === 0) complain(node, "new Date()");
      },
      CallExpression(node) {
        if (nameOf(node.callee) === "Date") complain(node, "Date()");
      },
    };
  },
};

/** Rule `exit-once`: only the last statement of what somebody starts ends the process. */
const exitOnce: Deno.lint.Rule = {
  create(context) {
    const path = pathOf(context);
    if (floorOf(path) === "tests") return {};
    return {
      MemberExpression(node) {
        if (nameOf(node.object) !== "Deno" || memberOf(node) !== "exit") return;
        if (!mayExit(path)) {
          return context.report({ node, message: "Only a script ends the process: return an exit code" });
        }
        const last = context.sourceCode.ast.body.at(-1);
        if (last === undefined || node.range[0] < last.range[0]) {
          context.report({ node, message: "Only the last statement of a script ends the process" });
        }
      },
    };
  },
};

/** Rule `reveal`: a secret is read in the listed files only. */
const reveal: Deno.lint.Rule = {
  create(context) {
    const path = pathOf(context);
    if (floorOf(path) === "tests" || path in REVEALS) return {};
    return {
      MemberExpression(node) {
        if (memberOf(node) !== "reveal") return;
        context.report({
          node,
          message: "A secret is read in few places: pass it on, or list this file in scripts/_dev/places.ts",
        });
      },
    };
  },
};

/** The path of the file in the checkout, with `/`. */
function pathOf({ filename }: Context): string {
  const path = relative(
    CHECKOUT,
    join(CHECKOUT, filename.startsWith(CHECKOUT) ? filename.slice(CHECKOUT.length) : filename),
  );
  return path.replaceAll("\\", "/");
}

/** The file that a specifier means, by its path in the checkout; the specifier itself where it is no path. */
function targetOf(from: string, specifier: string): string {
  if (specifier === OWN_NAME) return "mod.ts";
  if (!specifier.startsWith(".")) return specifier;
  return normalize(join(dirname(from), specifier)).replaceAll("\\", "/");
}

/** A visitor of everything that names another module. */
function onImports(visit: (reference: Reference) => void): Deno.lint.LintVisitor {
  return {
    ImportDeclaration(node) {
      const types = node.importKind === "type" ||
        (node.specifiers.length > 0 &&
          node.specifiers.every((one) => one.type === "ImportSpecifier" && one.importKind === "type"));
      visit({ node, specifier: node.source.value, kind: types ? "type" : "value" });
    },
    ExportNamedDeclaration(node) {
      if (node.source) visit({ node, specifier: node.source.value, kind: node.exportKind });
    },
    ExportAllDeclaration(node) {
      visit({ node, specifier: node.source.value, kind: node.exportKind });
    },
    ImportExpression(node) {
      if (node.source.type === "Literal") {
        visit({ node, specifier: String(node.source.value), kind: "value" });
      }
    },
    TSImportType(node) {
      const { argument } = node;
      if (argument.type === "TSLiteralType" && argument.literal.type === "Literal") {
        visit({ node, specifier: String(argument.literal.value), kind: "type" });
      }
    },
  };
}

function nameOf(node: Deno.lint.Node): string | null {
  return node.type === "Identifier" ? node.name : null;
}

/** The member that is taken, also where it is written as `["now"]`. */
function memberOf({ property, computed }: Deno.lint.MemberExpression): string | null {
  if (property.type === "Literal") return String(property.value);
  return property.type === "Identifier" && !computed ? property.name : null;
}

/** Whether an identifier only names a member, a key or a label, and refers to nothing. */
function isName(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  switch (parent.type) {
    case "MemberExpression":
      return parent.property.range[0] === node.range[0] && !parent.computed;
    case "Property":
      return parent.key.range[0] === node.range[0] && !parent.computed && !parent.shorthand;
    case "PropertyDefinition":
    case "MethodDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return parent.key.range[0] === node.range[0];
    default:
      return false;
  }
}

/** The plugin, as deno.json names it. */
const plugin: Deno.lint.Plugin = {
  name: "keysplit",
  rules: { floors, pure, "exit-once": exitOnce, reveal },
};

export default plugin;
