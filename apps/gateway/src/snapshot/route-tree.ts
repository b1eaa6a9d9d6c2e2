import type { PathSegment } from "@zerq/plane-protocol/path-template";
import type { Route } from "./route.ts";

/** What one path of a collection leads to: a route for each method. */
type Endpoint = {
  readonly methods: ReadonlyMap<string, Route>;
  /** For the `Allow` header. */
  readonly allow: string;
};

export type RouteMatch = { readonly endpoint: Endpoint; readonly captures: readonly string[] };

export type RouteEntry = {
  readonly segments: readonly PathSegment[];
  readonly methods: readonly string[];
  readonly route: Route;
};

type Node = {
  literals: Map<string, Node>;
  parameter: Node | undefined;
  rest: Map<string, Route> | undefined;
  methods: Map<string, Route>;
  endpoint?: Endpoint;
  restEndpoint?: Endpoint;
};

const noCaptures: readonly string[] = [];

/**
 * The routes of one collection. In each segment a literal comes before a parameter, and a parameter before the rest of the
 * path. The best path wins whatever its methods are: another method there is 405, not a match of a wider path.
 */
export class RouteTree {
  /** Paths without parameters, which need no walk: whole path → endpoint. */
  readonly #literal = new Map<string, RouteMatch>();
  readonly #root = newNode();

  /** @returns the tree and the pairs of routes that claim the same path and method, which are denied in it */
  static of(entries: readonly RouteEntry[]): {
    tree: RouteTree;
    collisions: readonly (readonly [Route, Route])[];
  } {
    const tree = new RouteTree();
    const collisions: (readonly [Route, Route])[] = [];
    for (const entry of entries) tree.#add(entry, collisions);
    tree.#freeze(tree.#root, "");
    return { tree, collisions };
  }

  /** @param offset where the part after the base path begins */
  find(path: string, offset: number): RouteMatch | undefined {
    const rest = offset === 0 ? path : path.slice(offset);
    const literal = this.#literal.get(rest === "" ? "/" : rest);
    if (literal !== undefined) return literal;
    if (rest === "" || rest === "/") return undefined;
    const captures: string[] = [];
    const endpoint = walk(this.#root, rest, 1, captures);
    return endpoint === undefined ? undefined : { endpoint, captures };
  }

  #add({ segments, methods, route }: RouteEntry, collisions: (readonly [Route, Route])[]): void {
    let node = this.#root;
    let target = node.methods;
    for (const segment of segments) {
      if (segment.kind === "rest") {
        node.rest ??= new Map();
        target = node.rest;
        break;
      }
      node = segment.kind === "literal" ? literalChild(node, segment.text) : parameterChild(node);
      target = node.methods;
    }
    for (const method of methods) {
      const other = target.get(method);
      if (other !== undefined) collisions.push([other, route]);
      target.set(
        method,
        other === undefined ? route : { ...denied(route), reason: "another proxy has this path and method" },
      );
    }
  }

  #freeze(node: Node, path: string | undefined): void {
    if (node.methods.size > 0) {
      node.endpoint = endpointOf(node.methods);
      if (path !== undefined)
        this.#literal.set(path === "" ? "/" : path, { endpoint: node.endpoint, captures: noCaptures });
    }
    if (node.rest !== undefined) node.restEndpoint = endpointOf(node.rest);
    for (const [text, child] of node.literals) {
      this.#freeze(child, path === undefined ? undefined : `${path}/${text}`);
    }
    if (node.parameter !== undefined) this.#freeze(node.parameter, undefined);
  }
}

/** Depth first from the segment that begins at `start`; `captures` holds what the way to the result captured. */
function walk(node: Node, path: string, start: number, captures: string[]): Endpoint | undefined {
  const slash = path.indexOf("/", start);
  const end = slash === -1 ? path.length : slash;
  const segment = path.slice(start, end);
  const isLast = slash === -1;
  const literal = node.literals.get(segment);
  if (literal !== undefined) {
    const found = isLast ? literal.endpoint : walk(literal, path, end + 1, captures);
    if (found !== undefined) return found;
  }
  if (node.parameter !== undefined && segment !== "") {
    captures.push(segment);
    const found = isLast ? node.parameter.endpoint : walk(node.parameter, path, end + 1, captures);
    if (found !== undefined) return found;
    captures.pop();
  }
  if (node.restEndpoint !== undefined) captures.push(path.slice(start));
  return node.restEndpoint;
}

/** HEAD is served by GET (RFC 9110 section 9.3.2) unless a proxy has it as its own. */
function endpointOf(routes: Map<string, Route>): Endpoint {
  const methods = new Map(routes);
  const get = methods.get("GET");
  if (get !== undefined && !methods.has("HEAD")) methods.set("HEAD", get);
  return { methods, allow: [...methods.keys()].join(", ") };
}

function denied({ proxyId, collectionId, template }: Route) {
  return { kind: "denied" as const, proxyId, collectionId, template };
}

function newNode(): Node {
  return { literals: new Map(), parameter: undefined, rest: undefined, methods: new Map() };
}

function literalChild(node: Node, text: string): Node {
  let child = node.literals.get(text);
  if (child === undefined) {
    child = newNode();
    node.literals.set(text, child);
  }
  return child;
}

function parameterChild(node: Node): Node {
  node.parameter ??= newNode();
  return node.parameter;
}
