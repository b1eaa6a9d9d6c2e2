/**
 * The grammar of proxy paths, shared by management (which refuses what isn't in it) and the gateway (which compiles it):
 * `/` or segments after slashes, each a literal, `{name}` or `:name`, and `*` as the last one for the rest of the path.
 */
export type PathSegment =
  | { kind: "literal"; text: string }
  | { kind: "param"; name: string }
  | { kind: "rest" };

/** pchar of RFC 3986 section 3.3 without percent-encoding, `;`, braces and `*`: one spelling for one path. */
const literal = /^[A-Za-z0-9\-._~!$&'()+,=@:]+$/;
const parameter = /^(?:\{([A-Za-z_][A-Za-z0-9_]{0,62})\}|:([A-Za-z_][A-Za-z0-9_]{0,62}))$/;

export class PathTemplateError extends Error {}

/** @throws PathTemplateError that says what is wrong, in words for operators */
export function parsePathTemplate(path: string): PathSegment[] {
  if (!path.startsWith("/")) throw new PathTemplateError("must begin with /");
  if (path.length > 1_024) throw new PathTemplateError("is longer than 1024 characters");
  if (path === "/") return [];
  const names = new Set<string>();
  const texts = path.slice(1).split("/");
  return texts.map((text, index) => {
    const segment = parseSegment(text);
    if (segment.kind === "rest" && index !== texts.length - 1)
      throw new PathTemplateError("may have * only as its last segment");
    if (segment.kind === "param") {
      if (names.has(segment.name)) throw new PathTemplateError(`has the parameter ${segment.name} twice`);
      names.add(segment.name);
    }
    return segment;
  });
}

function parseSegment(text: string): PathSegment {
  if (text === "") throw new PathTemplateError("must not have empty segments or end with /");
  if (text === "." || text === "..") throw new PathTemplateError("must not have . or .. as a segment");
  if (text === "*") return { kind: "rest" };
  const match = parameter.exec(text);
  if (match !== null) return { kind: "param", name: match[1] ?? match[2] ?? "" };
  if (text.startsWith(":") || !literal.test(text)) {
    throw new PathTemplateError(`has a segment that is no literal, {name} or *: ${text.slice(0, 40)}`);
  }
  return { kind: "literal", text };
}

/**
 * A base path: `/` or literal segments only.
 * @throws PathTemplateError
 */
export function parseBasePath(path: string): string[] {
  return parsePathTemplate(path).map((segment) => {
    if (segment.kind !== "literal") throw new PathTemplateError("must not have parameters or *");
    return segment.text;
  });
}

/**
 * A target path, which may use only what its path template captures.
 * @throws PathTemplateError
 */
export function parseTargetPath(targetPath: string, path: readonly PathSegment[]): PathSegment[] {
  const segments = parsePathTemplate(targetPath);
  const known = new Set(
    path.map((segment) => (segment.kind === "param" ? `{${segment.name}}` : segment.kind)),
  );
  for (const segment of segments) {
    if (segment.kind === "param" && !known.has(`{${segment.name}}`)) {
      throw new PathTemplateError(`uses {${segment.name}}, which the path does not capture`);
    }
    if (segment.kind === "rest" && !known.has("rest"))
      throw new PathTemplateError("uses *, which the path does not have");
  }
  return segments;
}

/** The same path for the same requests, whatever its parameters are called: for finding two proxies that collide. */
export function pathShape(path: readonly PathSegment[]): string {
  return `/${path.map((segment) => (segment.kind === "literal" ? segment.text : segment.kind === "param" ? "{}" : "*")).join("/")}`;
}
