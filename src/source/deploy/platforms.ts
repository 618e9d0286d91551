import { fieldOf, fieldsOf, itemsOf, textOf, type YamlEntry, type YamlNode } from "../read_yaml.ts";
import { assignmentsIn } from "./assignments.ts";
import { isSupplied } from "./compose_services.ts";
import {
  type DocumentsAt,
  type Handed,
  type HandedValue,
  MOST_HANDED,
  MOST_PLACES,
  type Place,
  type PlaceRole,
  roleOf,
  templated,
} from "./place.ts";

/** Heroku's `app.json`: the variables that a new application is given. */
export function appJsonPlaces({ path, documents }: DocumentsAt): readonly Place<"app.json">[] {
  return documents.flatMap((document) => {
    const env = fieldOf(document, "env");
    return env === undefined ? [] : [{
      ...nothing(path, env.line, textOf(fieldOf(document, "name")?.value) || "env"),
      kind: "app.json" as const,
      variables: fieldsOf(env.value).slice(0, MOST_HANDED).map((entry) => ({
        name: entry.key,
        line: entry.line,
        value: appJsonValue(entry.value),
      })),
    }];
  });
}

function appJsonValue(node: YamlNode): HandedValue {
  const text = textOf(node.kind === "map" ? fieldOf(node, "value")?.value : node);
  if (text !== "") return { kind: "text", text };
  return fieldOf(node, "generator") === undefined ? { kind: "surroundings" } : { kind: "secret" };
}

/** Render's blueprint: services with `envVars`, and the groups that they name. */
export function renderPlaces({ path, documents }: DocumentsAt): readonly Place<"Render">[] {
  return documents.flatMap((document) => {
    const groups = new Map(
      itemsOf(fieldOf(document, "envVarGroups")?.value).map((
        group,
      ) => [textOf(fieldOf(group, "name")?.value), group]),
    );
    return itemsOf(fieldOf(document, "services")?.value).slice(0, MOST_PLACES).map(
      (service): Place<"Render"> => {
        const name = textOf(fieldOf(service, "name")?.value) || "a service";
        const type = textOf(fieldOf(service, "type")?.value);
        const variables: Handed[] = [];
        const stores: string[] = [];
        for (const item of itemsOf(fieldOf(service, "envVars")?.value)) {
          const group = textOf(fieldOf(item, "fromGroup")?.value);
          if (group === "") variables.push(...renderVariable(item));
          else if (groups.has(group)) {
            variables.push(...itemsOf(fieldOf(groups.get(group), "envVars")?.value).flatMap(renderVariable));
          } else stores.push(`group ${group}`);
          if (variables.length > MOST_HANDED) break;
        }
        const role: PlaceRole = type === "cron" || type === "worker" ? type : roleOf([name]);
        return { ...nothing(path, service.line, name), kind: "Render", role, variables, stores };
      },
    );
  });
}

function renderVariable(item: YamlNode): readonly Handed[] {
  const name = textOf(fieldOf(item, "key")?.value);
  if (name === "") return [];
  const text = textOf(fieldOf(item, "value")?.value);
  return [{ name, line: item.line, value: text === "" ? { kind: "secret" } : { kind: "text", text } }];
}

/** Vercel's `env` and `build.env`; what its dashboard sets is not there. */
export function vercelPlaces({ path, documents }: DocumentsAt): readonly Place<"Vercel">[] {
  return documents.flatMap((document) => {
    const env = fieldOf(document, "env");
    return env === undefined ? [] : [{
      ...nothing(path, env.line, "env"),
      kind: "Vercel" as const,
      variables: fieldsOf(env.value).slice(0, MOST_HANDED).map(({ key, line, value }) => ({
        name: key,
        line,
        value: textOf(value).startsWith("@") ? { kind: "secret" as const } : templated(textOf(value)),
      })),
      stores: ["the project's settings at Vercel"],
    }];
  });
}

/** Task definitions of ECS: `environment` and `secrets` of each container. */
export function ecsPlaces({ path, documents }: DocumentsAt): readonly Place<"ECS">[] {
  return documents.flatMap((document) =>
    itemsOf(fieldOf(document, "containerDefinitions")?.value).slice(0, MOST_PLACES)
      .filter((node) => !isSupplied(textOf(fieldOf(node, "image")?.value)))
      .map((node): Place<"ECS"> => {
        const name = textOf(fieldOf(node, "name")?.value) || "a container";
        const given = (field: string, value: (item: YamlNode) => HandedValue) =>
          itemsOf(fieldOf(node, field)?.value).slice(0, MOST_HANDED).map((item) => ({
            name: textOf(fieldOf(item, "name")?.value),
            line: item.line,
            value: value(item),
          }));
        return {
          ...nothing(path, node.line, name),
          kind: "ECS",
          role: roleOf([name]),
          variables: [
            ...given("secrets", () => ({ kind: "secret" })),
            ...given(
              "environment",
              (item) => ({ kind: "text", text: textOf(fieldOf(item, "value")?.value) }),
            ),
          ],
          stores: itemsOf(fieldOf(node, "environmentFiles")?.value)
            .map((item) => textOf(fieldOf(item, "value")?.value)),
          runs: [textOf(fieldOf(node, "image")?.value)],
        };
      })
  );
}

/** Serverless Framework: the environment of all functions, and of each. */
export function serverlessPlaces({ path, documents }: DocumentsAt): readonly Place<"Serverless">[] {
  return documents.flatMap((document) => {
    const shared = fieldOf(fieldOf(document, "provider")?.value, "environment");
    const functions = fieldsOf(fieldOf(document, "functions")?.value).slice(0, MOST_PLACES);
    const own = functions.map((entry) => [entry, fieldOf(entry.value, "environment")] as const);
    const all = serverlessVariables(shared);
    return [
      ...(shared === undefined ? [] : [{
        ...nothing(path, shared.line, "all functions"),
        kind: "Serverless" as const,
        variables: all,
      }]),
      ...own.flatMap(([{ key, line }, environment]): readonly Place<"Serverless">[] =>
        environment === undefined ? [] : [{
          ...nothing(path, line, key),
          kind: "Serverless",
          role: roleOf([key]),
          variables: [...serverlessVariables(environment), ...all],
        }]
      ),
    ];
  });
}

function serverlessVariables(environment: YamlEntry | undefined): readonly Handed[] {
  return fieldsOf(environment?.value).slice(0, MOST_HANDED).map(({ key, line, value }) => {
    const text = textOf(value);
    const [, fallback = ""] = /^\$\{[^}]*,\s*['"]([^'"]+)['"]\s*\}$/.exec(text) ?? [];
    return {
      name: key,
      line,
      value: fallback !== ""
        ? { kind: "default" as const, text: fallback }
        : text.startsWith("${") || text === ""
        ? { kind: "surroundings" as const }
        : { kind: "text" as const, text },
    };
  });
}

/** The `[env]` of fly.toml; its secrets are kept at Fly. */
export function flyPlaces(path: string, text: string): readonly Place<"Fly">[] {
  const variables: Handed[] = [];
  let at = 0;
  let section = "";
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    const [, opened] = /^\s*\[+\s*["']?([\w.-]+)["']?\s*\]+/.exec(row) ?? [];
    if (opened !== undefined) section = opened;
    if (section !== "env") continue;
    if (opened !== undefined) at = index + 1;
    const [, name, text = ""] =
      /^\s*["']?([A-Za-z_]\w*)["']?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'[^']*'|\S+)/.exec(row) ?? [];
    if (name !== undefined && variables.length < MOST_HANDED) {
      const bare = /=\s*'([^']*)'/.exec(row)?.[1];
      variables.push({ name, line: index + 1, value: { kind: "text", text: bare ?? text } });
    }
  }
  return at === 0
    ? []
    : [{ ...nothing(path, at, "env"), kind: "Fly", variables, stores: ["the secrets at Fly"] }];
}

/** The programs of supervisor: `environment=NAME="value",OTHER="%(ENV_OTHER)s"`. */
export function supervisorPlaces(path: string, text: string): readonly Place<"supervisor">[] {
  const sections: { name: string; line: number; command: string; variables: Handed[] }[] = [];
  let inEnvironment = false;
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (/^\s*[;#]/.test(row)) continue;
    const [, opened] = /^\s*\[([^\]]+)\]/.exec(row) ?? [];
    if (opened !== undefined) {
      if (sections.length >= MOST_PLACES) break;
      sections.push({ name: opened, line: index + 1, command: "", variables: [] });
      inEnvironment = false;
      continue;
    }
    const section = sections.at(-1);
    if (section === undefined) continue;
    const [, key, value = ""] = /^([A-Za-z_]+)\s*=\s*(.*)$/.exec(row) ?? [];
    if (key !== undefined) inEnvironment = key === "environment";
    if (key === "command") section.command = value.slice(0, 1000);
    const written = key === undefined && /^\s/.test(row) ? row : value;
    if (inEnvironment && section.variables.length < MOST_HANDED) {
      section.variables.push(...supervisorVariables(written, index + 1));
    }
  }
  const shared = sections.find(({ name }) => name === "supervisord")?.variables ?? [];
  return sections.filter(({ name }) => /^(?:program|fcgi-program):/.test(name)).map((section) => ({
    ...nothing(path, section.line, section.name.replace(/^[\w-]+:/, "")),
    kind: "supervisor" as const,
    role: roleOf([section.name.replace(/^[\w-]+:/, ""), section.command]),
    variables: [...section.variables, ...shared],
    runs: [section.command],
  }));
}

function supervisorVariables(written: string, line: number): readonly Handed[] {
  const pairs = written.slice(0, 1 << 15).matchAll(
    /([A-Za-z_]\w*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^,"']*))/g,
  );
  return [...pairs].map(([, name = "", double, single, bare = ""]) => {
    const text = (double ?? single ?? bare).trim();
    return {
      name,
      line,
      value: /^%\(ENV_\w+\)s$/.test(text)
        ? { kind: "surroundings" as const }
        : { kind: "text" as const, text },
    };
  });
}

/** The entries of a crontab, each with the variables above it. */
export function cronPlaces(path: string, text: string): readonly Place<"cron">[] {
  const shared: Handed[] = [];
  const places: Place<"cron">[] = [];
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(row) || places.length >= MOST_PLACES) continue;
    const assigned = /^\s*([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(row);
    if (assigned !== null) {
      const text = (assigned[2] ?? "").trim().replace(/^(["'])([^]*)\1$/, "$2");
      if (shared.length < MOST_HANDED) {
        shared.push({ name: assigned[1] ?? "", line: index + 1, value: templated(text) });
      }
      continue;
    }
    const [, command] = /^\s*(?:@\w+|(?:[\d*,/A-Za-z-]+\s+){5})(\S.*)$/.exec(row) ?? [];
    if (command === undefined) continue;
    places.push({
      ...nothing(path, index + 1, `line ${index + 1}`),
      kind: "cron",
      role: "cron",
      variables: [...assignmentsIn([command], index + 1), ...shared.toReversed()],
      runs: [command.slice(0, 1000)],
    });
  }
  return places;
}

/** The processes of a Procfile that are given variables on their line. */
export function procfilePlaces(path: string, text: string): readonly Place<"Procfile">[] {
  return text.split(/\r?\n/).slice(0, MOST_PLACES).flatMap((row, index): readonly Place<"Procfile">[] => {
    const [, name, command = ""] = /^([A-Za-z][\w-]*):\s*(.+)$/.exec(row) ?? [];
    if (name === undefined) return [];
    const variables = assignmentsIn([command], index + 1);
    return variables.length === 0 ? [] : [{
      ...nothing(path, index + 1, name),
      kind: "Procfile",
      role: roleOf([name, command]),
      variables,
      runs: [command.slice(0, 1000)],
      stores: ["the configuration of the platform"],
    }];
  });
}

function nothing(path: string, line: number, name: string) {
  return { path, line, name, role: "application" as const, variables: [], files: [], stores: [], runs: [] };
}
