import { AppError } from "@zerq/errors/app-error";

/**
 * Fields of the data model that have no behaviour yet are refused by name, never accepted and ignored.
 * @param later dotted paths of such fields, `[]` for the items of a list
 * @throws AppError `not_supported` with every such field that the body has
 */
export function refuseUnsupported(body: unknown, later: readonly string[]): void {
  const found = later.filter((path) => holds(body, path.split(".")));
  if (found.length === 0) return;
  throw new AppError("not_supported", {
    details: found.map((path) => ({
      path,
      code: "not_supported",
      message: "is not supported by this version",
    })),
  });
}

function holds(value: unknown, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return value !== undefined;
  if (typeof value !== "object" || value === null) return false;
  if (first === "[]") return Array.isArray(value) && value.some((item) => holds(item, rest));
  return Object.hasOwn(value, first) && holds((value as Record<string, unknown>)[first], rest);
}
