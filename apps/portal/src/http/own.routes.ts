import { AppError } from "@zerq/errors/app-error";
import type { PortalCall } from "@zerq/plane-protocol/portal-call";
import express, { type Request, type Response, type Router } from "express";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { AskManagement } from "../management-calls.ts";
import { parseBody, rotateBody } from "./parse-body.ts";
import { requestIdOf } from "./request-id.ts";
import { chosenClientOf, type SessionReader } from "./session-reader.ts";

const PAGE = 50;

/**
 * What management knows of the chosen client: `GET /usage` against its limits, `GET /requests` with the reason of each refusal,
 * and `POST /profiles/:id/rotate-token`, whose new token is in that one answer.
 */
export function ownRoutes(parts: {
  reader: SessionReader;
  catalogue: Catalogue;
  askManagement: AskManagement;
}): Router {
  const { reader, catalogue, askManagement } = parts;
  const router = express.Router();

  router.get("/usage", async (request, response) => {
    const developer = await reader.developerOf(request);
    chosenClientOf(developer);
    response.json(await askManagement({ operation: "usage" }, asker(developer.token, request, response)));
  });

  router.get("/requests", async (request, response) => {
    const developer = await reader.developerOf(request);
    chosenClientOf(developer);
    const cursor = readCursor(request.query.cursor);
    const ask = { operation: "requests", limit: PAGE, cursor } as const;
    response.json(await askManagement(ask, asker(developer.token, request, response)));
  });

  router.post("/profiles/:id/rotate-token", async (request, response) => {
    const developer = await reader.changingDeveloperOf(request);
    const client = chosenClientOf(developer);
    const { overlapSeconds } = parseBody(rotateBody, request);
    const profile = catalogue.profilesOf(client.id).find(({ id }) => id === request.params.id);
    // The same for a profile of others and for none at all.
    if (profile === undefined) throw new AppError("not_found");
    const ask = { operation: "rotate-token", profileId: profile.id, overlapSeconds } as const;
    response.json(await askManagement(ask, asker(developer.token, request, response)));
  });
  return router;
}

/** @param token the session's, by which management looks for itself at who asks */
function asker(token: string, request: Request, response: Response): Pick<PortalCall, "session" | "request"> {
  return {
    session: token,
    request: {
      id: requestIdOf(response),
      method: request.method,
      url: request.originalUrl.split("?")[0] ?? "",
      ip: (request.ip ?? "").slice(0, 64),
      userAgent: (request.get("user-agent") ?? "").slice(0, 512),
    },
  };
}

function readCursor(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === "string" && /^[\w-]{1,500}$/.test(value)) return value;
  throw new AppError("validation_failed", {
    details: [{ path: "query.cursor", code: "invalid", message: "is not a cursor of this list" }],
  });
}
