import type { Scope } from "../checklist/checklist.ts";
import { markdownCode, markdownText } from "./escape_markdown.ts";

/** Of what a checklist is, and where and when it was made, as a list. */
export function scopeLines(scope: Scope): string {
  const { name, project, recognised, commit, environment, gathered, loadedFrom } = scope;
  const lines = [
    ...(name === project ? [] : [`**Service** ${markdownCode(name)}`]),
    `**Project** ${markdownCode(project)}${recognised === null ? "" : `: ${markdownText(recognised)}`}`,
    commit === null
      ? "**Commit** none: not in a git work tree"
      : `**Commit** ${markdownCode(commit.id.slice(0, 12))}${commit.clean ? "" : ", with changes on top"}`,
    ...(environment === null ? [] : [`**Environment** ${markdownText(environment)}`]),
    ...(gathered === undefined ? [] : [`**Looked at** ${markdownText(gathered)}`]),
    ...(loadedFrom === undefined ? [] : [`**Facts from** ${markdownCode(loadedFrom)}`]),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}
