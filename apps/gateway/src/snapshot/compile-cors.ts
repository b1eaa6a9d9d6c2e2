import { validateHeaderName } from "node:http";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { CompileError } from "./compile-error.ts";

/** CORS rules of a collection, as values of headers. */
export type CompiledCors = {
  /** Lower case; `*` for every origin. */
  readonly origins: ReadonlySet<string>;
  /** Undefined: the method that is asked for. */
  readonly allowMethods: string | undefined;
  /** Undefined: the headers that are asked for. */
  readonly allowHeaders: string | undefined;
  /** What pages may read besides the gateway's own; begins with a comma, or is empty. */
  readonly exposed: string;
  /** Seconds that a browser may keep a preflight's answer; undefined: the gateway's own default. */
  readonly maxAge: string | undefined;
};

type Cors = NonNullable<GatewayEntity<"collection">["cors"]>;

/** No page could call without them. */
const identityHeaders = ["Authorization", "X-Client-ID", "X-Profile-ID"];

/** @throws CompileError or TypeError for what is no origin or no name */
export function compileCors(cors: Cors): CompiledCors {
  for (const origin of cors.allowOrigins) {
    if (origin !== "*" && !/^https?:\/\/[^/\s?#@,]+$/i.test(origin))
      throw new CompileError(`${origin} is no origin`);
  }
  const { allowMethods, allowHeaders, exposeHeaders = [], maxAge } = cors;
  for (const name of [...(allowMethods ?? []), ...(allowHeaders ?? []), ...exposeHeaders])
    validateHeaderName(name);
  return {
    origins: new Set(cors.allowOrigins.map((origin) => origin.toLowerCase())),
    allowMethods: allowMethods?.join(", "),
    allowHeaders: allowHeaders === undefined ? undefined : [...identityHeaders, ...allowHeaders].join(", "),
    exposed: exposeHeaders.map((name) => `, ${name}`).join(""),
    maxAge: maxAge === undefined ? undefined : String(maxAge),
  };
}
