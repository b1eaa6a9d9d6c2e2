import type { Body } from "../../publishing/change-fold.ts";
import { jsonFields } from "../../resources/proxies/json-documents.ts";
import { shapeOf } from "../compact-entry.ts";
import type { AnyKind, ConfigKind } from "../config-kinds.ts";

/**
 * A resource as the audit shows it, in the shape that the API takes. What the audit shows besides (dates, versions of tokens,
 * what certificates say) is left out; what an older version of the software didn't know yet has its default.
 */
export function bodyOfState(kind: ConfigKind, { input }: AnyKind, state: Body): Record<string, unknown> {
  const names = Object.keys(shapeOf(input)).filter((name) => state[name] !== undefined);
  const body = Object.fromEntries(names.map((name) => [name, state[name]]));
  return { ...body, ...special[kind](state) };
}

type Special = (state: Body) => Record<string, unknown>;
const nothing: Special = () => ({});

const special: Readonly<Record<ConfigKind, Special>> = {
  policies: nothing,
  credentials: nothing,
  collections: nothing,
  proxies: (state) =>
    Object.fromEntries(
      jsonFields.filter((name) => typeof state[name] === "string").map((name) => [name, parsed(state[name])]),
    ),
  clients: nothing,
  profiles: ({ jwt, mtls }) => ({
    ...(isBody(jwt) && { jwt: without(jwt, "versions") }),
    ...(isBody(mtls) && { mtls: rulesOf(mtls) }),
  }),
};

/** Schemas and examples are text in the audit. */
function parsed(text: unknown): unknown {
  return JSON.parse(String(text));
}

function rulesOf({ caCertificates, match, crl }: Body): Body {
  return { caCertificates, match, crl: isBody(crl) ? without(crl, "lists") : null };
}

function without(body: Body, name: string): Body {
  return Object.fromEntries(Object.entries(body).filter(([field]) => field !== name));
}

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null;
}
