/**
 * The body of an answer for a replay: without the secrets, and saying so.
 * @param paths dotted paths of the members that held them
 */
export function withoutShownOnce(body: unknown, paths: readonly string[]): unknown {
  if (paths.length === 0) return body;
  const copy = structuredClone(body) as Record<string, unknown>;
  for (const path of paths) remove(copy, path.split("."));
  return { ...copy, secretAlreadyShown: true };
}

function remove(from: Record<string, unknown>, [name, ...rest]: string[]): void {
  if (name === undefined) return;
  const inner = from[name];
  if (rest.length === 0) delete from[name];
  else if (typeof inner === "object" && inner !== null) remove(inner as Record<string, unknown>, rest);
}
