import { AppError } from "@zerq/errors/app-error";
import express, { type Router } from "express";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { chosenClientOf, type SessionReader } from "./session-reader.ts";
import { collectionSummary, collectionView } from "./views.ts";

/** What the chosen client may call: `GET /collections`, `GET /collections/:id` with endpoints and the client's profiles. */
export function catalogueRoutes(parts: {
  reader: SessionReader;
  catalogue: Catalogue;
  now: () => number;
}): Router {
  const { reader, catalogue, now } = parts;
  const router = express.Router();

  router.get("/collections", async (request, response) => {
    const client = chosenClientOf(await reader.developerOf(request));
    const items = catalogue
      .collectionsOf(client)
      .map((collection) => collectionSummary(collection, catalogue.endpointsOf(collection.id).length));
    response.json({ items });
  });

  router.get("/collections/:id", async (request, response) => {
    const client = chosenClientOf(await reader.developerOf(request));
    const collection = catalogue.collectionOf(client, request.params.id);
    if (collection === undefined) throw new AppError("not_found");
    const endpoints = catalogue.endpointsOf(collection.id);
    response.json(collectionView(collection, endpoints, catalogue.profilesOf(client.id), now()));
  });
  return router;
}
