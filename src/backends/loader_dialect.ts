import { isAtLeast, type Packages } from "./versions.ts";

/** The id of the dialect that the pinned version of a loader speaks; the usual one where none is pinned. */
export function loaderDialect(
  loader: "django-environ" | "python-dotenv" | "pydantic-settings",
  packages: Packages,
): string {
  const version = packages.version(loader === "pydantic-settings" ? "python-dotenv" : loader);
  switch (loader) {
    case "django-environ":
      if (version === null || isAtLeast(version, "0.12")) return "django-environ-0.12";
      if (isAtLeast(version, "0.6")) return "django-environ-0.11";
      return isAtLeast(version, "0.4.5") ? "django-environ-0.4.5" : "django-environ-0.4";
    case "python-dotenv":
      if (isAtLeast(version, "1.2.4")) return "python-dotenv-1.2.4";
      return isAtLeast(version, "1.2.3") ? "python-dotenv-1.2.3" : "python-dotenv";
    case "pydantic-settings":
      return isAtLeast(version, "1.2.4") ? "pydantic-settings-dotenv-1.2.4" : "pydantic-settings";
  }
}
