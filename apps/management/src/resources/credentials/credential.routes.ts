import { z } from "zod";
import { declareRoute, type Route } from "../../http/route.ts";
import { expiresBeforeInput } from "../expires-before.ts";
import { resourceRoutes } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { credentialInput, credentialOutput } from "./credential.schema.ts";
import { credentialTypes } from "./credential-types.ts";
import { testInput, testOutput } from "./test-credential.schema.ts";
import type { TestCredentials } from "./test-credential.ts";

export function credentialRoutes(service: ResourceService, test: TestCredentials): Route[] {
  const routes = resourceRoutes({
    plural: "credentials",
    singular: "credential",
    service,
    input: credentialInput,
    output: credentialOutput,
    filters: { type: z.enum(credentialTypes), expiresBefore: expiresBeforeInput },
    refusals: ["egress_not_allowed", "forbidden"],
  });
  return [...routes, testRoute(test)];
}

function testRoute(test: TestCredentials): Route {
  return declareRoute({
    method: "post",
    path: "/credentials/:id/test",
    permission: "config:write",
    summary:
      "Try a basic, api_key, oauth2_client or mtls credential for real, on a gateway; each test is audited",
    body: testInput,
    bodyOptional: true,
    response: testOutput,
    status: 200,
    errors: [
      "validation_failed",
      "unsupported_media_type",
      "body_too_large",
      "not_found",
      "conflict",
      "idempotency_conflict",
      "no_gateway",
      "service_unavailable",
    ],
    async handle({ context, params, body }) {
      const { outcome, configVersion } = await test(context, params["id"] ?? "", body ?? {});
      return { body: outcome, configVersion };
    },
  });
}
