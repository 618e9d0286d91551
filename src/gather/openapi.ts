import type { Redact } from "./causes.ts";
import { HttpError } from "../io/host.ts";
import type { Conversation } from "./backend_http.ts";
import { isSameServer } from "./backend_http.ts";

/** What a FastAPI application says of itself, as far as it could be read. */
export interface OpenApi {
  /** How a POST to this path wants its body; null where that is not said. */
  readonly bodyOf: (path: string) => "json" | "form" | null;
  /** Paths without parameters whose GET needs credentials. */
  readonly securedPaths: readonly string[];
}

const NOTHING: OpenApi = { bodyOf: () => null, securedPaths: [] };

/** Where frameworks and the templates of their users put the document. */
const PLACES = ["/openapi.json", "/api/v1/openapi.json", "/api/openapi.json", "/swagger.json"] as const;

/** Reads the OpenAPI document. Whatever is wrong with it, it only tells nothing. */
export async function readOpenApi(conversation: Conversation, redact: Redact): Promise<OpenApi> {
  for (const url of PLACES) {
    const document = await documentAt(conversation, url);
    if (document !== undefined) return described(document, conversation, redact);
  }
  return NOTHING;
}

async function documentAt(conversation: Conversation, url: string): Promise<unknown> {
  try {
    const answer = await conversation.send({ method: "GET", url });
    if (answer.status !== 200) return undefined;
    const document: unknown = JSON.parse(new TextDecoder().decode(answer.body));
    return field(document, "paths") === undefined ? undefined : document;
  } catch (error) {
    if (error instanceof HttpError || error instanceof SyntaxError || error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function described(document: unknown, conversation: Conversation, redact: Redact): OpenApi {
  const paths = field(document, "paths");
  const general = field(document, "security");
  return {
    bodyOf(path) {
      const content = field(field(field(field(paths, path), "post"), "requestBody"), "content");
      if (field(content, "application/json") !== undefined) return "json";
      return field(content, "application/x-www-form-urlencoded") === undefined ? null : "form";
    },
    securedPaths: entries(paths)
      .filter(([path, item]) => isSecured(field(item, "get"), general) && !path.includes("{"))
      .map(([path]) => path)
      // A path is shown: one that holds a secret is left out.
      .filter((path) => isSameServer(conversation.base, path) && redact(path) === path),
  };
}

/** An operation's own list stands above that of the document; an empty one opens it to everybody. */
function isSecured(operation: unknown, general: unknown): boolean {
  if (operation === undefined) return false;
  const security = field(operation, "security") ?? general;
  return Array.isArray(security) && security.length > 0;
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
