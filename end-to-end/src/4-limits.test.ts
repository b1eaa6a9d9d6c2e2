import { Agent, request } from "node:http";
import { expect, inject, it } from "vitest";
import { identity, manage } from "./callers.ts";

const dev = inject("dev");
type CreatedClient = { id: string; defaultProfile: { id: string; token: string } };

/** One request on a connection of its own, so that the operating system spreads them over both workers. */
function status(path: string, headers: Record<string, string>, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${dev.gateway.url}${path}`, { headers, agent }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

it("admits exactly 100 of 1,000 parallel requests against a limit of 100 a minute over two workers", async () => {
  const policy = await manage<{ id: string }>("modifier", "POST", "/policies", {
    name: "one hundred a minute",
    rateLimit: { max: 100, interval: "1m" },
  });
  const client = await manage<CreatedClient>("modifier", "POST", "/clients?wait=applied", {
    name: `burst ${Date.now()}`,
    email: "burst@example.com",
    collectionIds: [dev.demo.collectionId],
    policyId: policy.body.id,
  });
  const headers = identity({
    clientId: client.body.id,
    profileId: client.body.defaultProfile.id,
    token: client.body.defaultProfile.token,
  });
  const agent = new Agent({ keepAlive: false, maxSockets: 250 });
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, () => status(dev.demo.path, headers, agent)),
  );
  agent.destroy();
  const count = (wanted: number) => statuses.filter((found) => found === wanted).length;
  expect({ admitted: count(200), refused: count(429), other: 1000 - count(200) - count(429) }).toEqual({
    admitted: 100,
    refused: 900,
    other: 0,
  });
});
