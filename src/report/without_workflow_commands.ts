/**
 * Text that GitHub Actions takes for no command of a workflow. It obeys what a step prints where a line begins with `::`,
 * blanks aside, and where `##[` stands anywhere; a path or a line of an output could say so.
 */
export function withoutWorkflowCommands(
  text: string,
  { format }: { readonly format: "json" | "other" },
): string {
  // In JSON it can only be a part of a string.
  if (format === "json") return text.replaceAll("##[", "##\\u005b");
  return text.replaceAll("##[", "## [").replaceAll(/^([^\S\n]*):(?=:)/gm, "$1: ");
}
