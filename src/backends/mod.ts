import type { Application, Backend, SourceTree } from "./backend.ts";
import { djangoSimplejwt } from "./django_simplejwt.ts";
import { fastapi } from "./fastapi.ts";
import { flaskJwtExtended } from "./flask_jwt_extended.ts";
import { generic } from "./generic.ts";
import { nodeJose } from "./node_jose.ts";

/** All backends, in the order in which they are asked; `generic` knows least and comes last. */
export const BACKENDS: readonly Backend[] = [djangoSimplejwt, fastapi, flaskJwtExtended, nodeJose, generic];

/** The first application that a backend recognises in the tree, or null where none does. */
export function recognise(tree: SourceTree): Application | null {
  for (const backend of BACKENDS) {
    const found = backend.recognise(tree);
    if (found !== null) return found;
  }
  return null;
}
