import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import type { PathSegment } from "@zerq/plane-protocol/path-template";
import { type BodySchema, bodySchema } from "./body-schema.ts";
import { compileParameters, type ParameterRules } from "./compile-parameters.ts";

/** What a route's requests are held to. */
export type RouteValidation = {
  readonly parameters: ParameterRules | undefined;
  readonly body: BodySchema | undefined;
};

/** @returns undefined for a proxy that asks for nothing. @throws CompileError */
export function compileValidation(
  { params = [], requestSchema }: GatewayEntity<"proxy">,
  segments: readonly PathSegment[],
): RouteValidation | undefined {
  if (params.length === 0 && requestSchema === undefined) return undefined;
  return {
    parameters: params.length === 0 ? undefined : compileParameters(params, segments),
    body: requestSchema === undefined ? undefined : bodySchema(requestSchema),
  };
}
