/** A JSON pointer as a fragment (RFC 6901 section 6): `#/paths/~1pets/get`. */
export function pointerTo(base: string, ...tokens: readonly (string | number)[]): string {
  return [base, ...tokens.map((token) => String(token).replaceAll("~", "~0").replaceAll("/", "~1"))].join(
    "/",
  );
}

/** @returns what a fragment leads to; undefined when it leads nowhere */
export function resolvePointer(root: unknown, fragment: string): unknown {
  if (fragment === "#") return root;
  if (!fragment.startsWith("#/")) return undefined;
  let value = root;
  for (const token of fragment.slice(2).split("/")) {
    const name = unescaped(token);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The last token of a pointer: what the thing is called there. */
export function nameAt(fragment: string): string {
  return unescaped(fragment.split("/").at(-1) ?? "");
}

function unescaped(token: string): string {
  return percentDecoded(token).replaceAll("~1", "/").replaceAll("~0", "~");
}

function percentDecoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}
