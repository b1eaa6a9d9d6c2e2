import { Agent, request } from "undici";
import type { Site } from "./site.ts";

/** A change that was answered: its version, and when it was sent, in ms of the machine's clock. */
export type Sent = { version: number; sentAt: number };
export type Changer = {
  change(): Promise<Sent>;
  /** Hides so many routes, or shows them again, with one call. */
  changeMany(count: number): Promise<Sent>;
  close(): Promise<void>;
};

const KINDS = ["proxies", "profiles", "clients"] as const;

/** Changes one resource after another by PATCH: a route, a profile and a client in turns, over the instances in turns. */
export function createChanger({ urls, token, seeded }: Site): Changer {
  const agent = new Agent({ connections: 64, pipelining: 1 });
  const ids = { proxies: seeded.proxyIds, profiles: seeded.profileIds, clients: seeded.clientIds };
  const bodies = {
    proxies: (n: number) => ({ timeouts: { headersMs: 10_000 + (n % 10_000) } }),
    profiles: (n: number) => ({ allowedMethods: n % 2 === 0 ? ["GET"] : ["GET", "POST"] }),
    clients: (n: number) => ({ active: n % 2 === 0 }),
  };
  /** Of what was changed before; what was seeded is at its first. */
  const revisions = new Map<string, number>();
  let n = 0;
  let status = "draft";
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return {
    async changeMany(count) {
      const sentAt = performance.timeOrigin + performance.now();
      const answer = await request(`${urls[0]}/api/v1/proxies/bulk`, {
        ...{ method: "POST", dispatcher: agent, headers },
        body: JSON.stringify({ ids: seeded.proxyIds.slice(0, count), action: "status", status }),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`bulk: ${answer.statusCode} ${text}`);
      for (const { id, revision } of (JSON.parse(text) as { items: { id: string; revision: number }[] })
        .items)
        revisions.set(id, revision);
      status = status === "draft" ? "published" : "draft";
      return { version: Number(answer.headers["zerq-config-version"]), sentAt };
    },
    async change() {
      const number = n++;
      const kind = KINDS[number % KINDS.length] ?? "proxies";
      // A step that shares no factor with their number leads to every one of them.
      const id = ids[kind][(number * 37) % ids[kind].length] ?? "";
      const sentAt = performance.timeOrigin + performance.now();
      const answer = await request(`${urls[number % urls.length]}/api/v1/${kind}/${id}`, {
        method: "PATCH",
        dispatcher: agent,
        headers: { ...headers, "if-match": `"${revisions.get(id) ?? 1}"` },
        body: JSON.stringify(bodies[kind](number)),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${kind}: ${answer.statusCode} ${text}`);
      revisions.set(id, (JSON.parse(text) as { revision: number }).revision);
      return { version: Number(answer.headers["zerq-config-version"]), sentAt };
    },
    close: () => agent.close(),
  };
}
