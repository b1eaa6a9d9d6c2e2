import { z } from "zod";
import { declareRoute, type Route } from "../../http/route.ts";
import { corsOutput } from "../collections/cors.ts";
import { maxBodyBytes, timeouts } from "../fields.ts";
import { maintenanceOutput } from "../maintenance.ts";
import { answerOf } from "../resource-routes.ts";
import { warningsOutput } from "../widenings/warning.ts";
import { type SettingsService, settingsInput } from "./settings.service.ts";

const output = z.strictObject({
  deniedIps: z.array(z.string()),
  maintenance: maintenanceOutput,
  cors: corsOutput,
  timeouts,
  maxBodyBytes,
  updatedAt: z.iso.datetime(),
  revision: z.number().int().min(1),
  warnings: warningsOutput,
});

export function settingsRoutes(service: SettingsService): Route[] {
  const change = (method: "patch" | "put", mode: "merge" | "replace", summary: string): Route =>
    declareRoute({
      method,
      path: "/settings",
      permission: "config:write",
      summary,
      body: z.unknown(),
      documentedBody: settingsInput,
      response: output,
      status: 200,
      ifMatch: "required",
      errors: [
        "validation_failed",
        "bad_request",
        "unsupported_media_type",
        "body_too_large",
        "precondition_required",
        "precondition_failed",
        "service_unavailable",
      ],
      async handle({ context, body, ifMatch }) {
        return answerOf(await service.update(context, body, ifMatch, mode));
      },
    });
  return [
    declareRoute({
      method: "get",
      path: "/settings",
      permission: "config:read",
      summary: "Read the settings of the deployment",
      response: output,
      status: 200,
      errors: [],
      async handle() {
        const body = await service.get();
        return { body, revision: Number(body.revision) };
      },
    }),
    change("patch", "merge", "Change settings (JSON merge patch, RFC 7396)"),
    change("put", "replace", "Replace the settings"),
  ];
}
