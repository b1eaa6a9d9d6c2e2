import { AppError } from "@zerq/errors/app-error";

/**
 * What the data model has and this version doesn't do yet, by dotted path (`[]` for the items of a list): fields, and
 * values of fields that exist.
 */
export type Later = {
  fields: readonly string[];
  values?: Readonly<Record<string, (value: unknown) => boolean>>;
};

/**
 * What has no behaviour yet is refused by name, never accepted and ignored.
 * @throws AppError `not_supported` with every such field and value that the body has
 */
export function refuseUnsupported(body: unknown, later: Later): void {
  const fields = later.fields.filter((path) => valuesAt(body, path.split(".")).length > 0);
  const values = Object.entries(later.values ?? {})
    .filter(([path, isLater]) => valuesAt(body, path.split(".")).some(isLater))
    .map(([path]) => path);
  const found = [...fields, ...values];
  if (found.length === 0) return;
  throw new AppError("not_supported", {
    details: found.map((path) => ({
      path,
      code: "not_supported",
      message: "is not supported by this version",
    })),
  });
}

/** Whether a value is one of these texts. */
export const oneOfTexts =
  (...texts: readonly string[]) =>
  (value: unknown) =>
    typeof value === "string" && texts.includes(value);

/** Every value that is there under a path: several below a list, none when the path leads nowhere. */
function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (name === undefined) return value === undefined ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  if (name === "[]") return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return Object.hasOwn(value, name) ? valuesAt((value as Record<string, unknown>)[name], rest) : [];
}
