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

/** Reads `/openapi.json`. Whatever is wrong with it, it only tells nothing. */
export async function readOpenApi(conversation: Conversation, redact: Redact): Promise<OpenApi> {
  try {
    const answer = await conversation.send({ method: "GET", url: "/openapi.json" });
    if (answer.status !== 200) return NOTHING;
    const paths = field(JSON.parse(new TextDecoder().decode(answer.body)), "paths");
    return {
      bodyOf(path) {
        const content = field(field(field(field(paths, path), "post"), "requestBody"), "content");
        if (field(content, "application/json") !== undefined) return "json";
        return field(content, "application/x-www-form-urlencoded") === undefined ? null : "form";
      },
      securedPaths: entries(paths)
        .filter(([path, item]) => field(field(item, "get"), "security") !== undefined && !path.includes("{"))
        .map(([path]) => path)
        // A path is shown: one that holds a secret is left out.
        .filter((path) => isSameServer(conversation.base, path) && redact(path) === path),
    };
  } catch (error) {
    if (error instanceof HttpError || error instanceof SyntaxError || error instanceof RangeError) {
      return NOTHING;
    }
    throw error;
  }
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
