import type { ChecklistReport, Scope } from "../checklist/checklist.ts";
import type { ItemResult } from "../checklist/item.ts";
import { copied } from "./copied.ts";
import type { ChecklistFormat } from "./format.ts";
import { needsAttention, stateOf, STATES, VERDICTS } from "./item_state.ts";
import { plain } from "./plain.ts";
import { folderOf, sourcePath } from "./source_path.ts";

/** GitHub shows no more of each kind from one step. */
const LIMIT = 10;

const KINDS = ["error", "warning", "notice"] as const;
type Kind = typeof KINDS[number];

/**
 * What needs attention as workflow commands of GitHub Actions, which show it beside the code. What comes from outside
 * stands behind the command's own `::` and on its line: it can begin no command.
 */
export const github: ChecklistFormat = (report) => {
  const annotations = annotationsOf(report);
  const lines = [`Release checklist: ${VERDICTS[report.readiness].word}`];
  const cut: string[] = [];
  for (const kind of KINDS) {
    const ofKind = annotations.filter((annotation) => annotation.kind === kind);
    lines.push(...ofKind.slice(0, LIMIT).map(({ line }) => line));
    const more = ofKind.length - LIMIT;
    if (more > 0) cut.push(`${more} more ${kind}${more === 1 ? "" : "s"}`);
  }
  if (cut.length > 0) {
    lines.push(`Not shown: ${cut.join(", ")}. GitHub shows ${LIMIT} of each; the other formats have all.`);
  }
  return lines.map((line) => `${line}\n`).join("");
};

interface Annotation {
  readonly kind: Kind;
  readonly line: string;
}

function annotationsOf({ services, isFleet }: ChecklistReport): readonly Annotation[] {
  return services.flatMap(({ scope, items }) =>
    items.filter(needsAttention).map((item) => ({
      kind: kindOf(item),
      line: annotation(item, scope, isFleet ? `${scope.name}: ` : ""),
    }))
  );
}

/** What keeps a release back and fails is an error; what is not known is none. */
function kindOf(item: ItemResult): Kind {
  switch (stateOf(item)) {
    case "failing":
      return "error";
    case "warning":
    case "unknown":
      return "warning";
    default:
      return "notice";
  }
}

function annotation(item: ItemResult, scope: Scope, service: string): string {
  const { title, message, evidence, remedy, waiver } = item;
  const place = evidence.flatMap(({ path, line }) => {
    const file = path === undefined ? null : sourcePath(folderOf(scope), path);
    return file === null ? [] : [{ file, line }];
  })[0];
  const properties = [
    ...(place === undefined ? [] : [`file=${property(place.file)}`]),
    ...(place?.line === undefined ? [] : [`line=${place.line}`]),
    `title=${property(`${service}${title}: ${STATES[stateOf(item)].word}`)}`,
  ];
  const text = [
    message,
    ...(waiver === undefined ? [] : [`Waived by ${waiver.by} until ${waiver.until}: ${waiver.reason}`]),
    ...(remedy === undefined ? [] : [remedy.text, ...copied(remedy).map((line) => `  ${line}`)]),
  ].join("\n");
  return `::${kindOf(item)} ${properties.join(",")}::${data(text)}`;
}

function data(text: string): string {
  return plain(text).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
