import { afterAll, beforeAll, expect } from "vitest";
import type { ApplyReport, DiffReport } from "../src/config/config-report.schema.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import type { Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

export type Refused = {
  error: string;
  message: string;
  details?: { path: string; code: string; message: string }[];
};
export type Entry = { key: string } & Record<string, unknown>;
export type Document = Record<string, Entry[]>;

let counter = 0;
/** One of each kind, named after a prefix of its own; all of them kept by it. */
export function sample() {
  const p = `p${++counter}`;
  return {
    p,
    document: {
      managedBy: p,
      policies: [{ key: `${p}-gold`, name: "Gold", rateLimit: { max: 10, interval: "1m" } }],
      credentials: [
        {
          key: `${p}-upstream`,
          name: "Upstream",
          type: "api_key",
          keyIn: "header",
          keyName: "X-Key",
          apiKey: { env: "UPSTREAM_KEY" },
        },
      ],
      collections: [
        {
          key: `${p}-payments`,
          name: "Payments",
          basePath: `/${p}`,
          targetEndpoint: "http://127.0.0.1:9/base",
          credential: `${p}-upstream`,
          labels: { team: p },
          status: "published",
        },
      ],
      proxies: [
        {
          key: `${p}-accounts`,
          name: "Accounts",
          collection: `${p}-payments`,
          methods: ["GET"],
          path: "/accounts/{id}",
          requestSchema: { type: "object", properties: { "a.b": { type: "string" } } },
          status: "published",
        },
      ],
      clients: [
        {
          key: `${p}-partner`,
          name: "Partner",
          email: "partner@example.com",
          collections: [`${p}-payments`],
          policy: `${p}-gold`,
          hasPortalAccess: true,
          authorizedEmails: ["dev@example.com", "ops@example.com"],
        },
      ],
      profiles: [{ key: `${p}-batch`, name: "Batch", client: `${p}-partner`, allowedIps: ["10.0.0.0/8"] }],
    },
  };
}

/** What each change of a report does, and to what. */
export const actions = ({ changes }: DiffReport) => changes.map(({ action, key }) => `${action} ${key}`);

/** A management of the test file's own, and how its documents are sent. */
export function useConfig() {
  let management: StartedManagement;
  const callers = new Map<string, Call>();
  beforeAll(async () => {
    management = await startTestManagement();
    for (const user of ["viewer", "modifier", "auditor", "admin"])
      callers.set(user, await apiCaller(management, user));
    callers.set("nobody", await apiCaller(management, null));
  });
  afterAll(() => management?.stop());

  const as =
    (user: string): Call =>
    (...call) =>
      (callers.get(user) as Call)(...call);
  const call = as("modifier");
  const viewer = as("viewer");

  async function found(kind: string, key: string): Promise<Resource> {
    const page = await call<{ items: Resource[] }>("GET", `/${kind}?key=${key}`);
    const [one] = page.body.items;
    if (one === undefined) throw new Error(`no ${kind} ${key}`);
    return one;
  }

  return {
    call,
    viewer,
    admin: as("admin"),
    auditor: as("auditor"),
    nobody: as("nobody"),
    started: () => management,
    apply: (document: object, query = "", who = call) =>
      who<ApplyReport & Refused>("POST", `/config/apply${query}`, document),
    diff: (document: object, query = "") =>
      viewer<DiffReport & Refused>("POST", `/config/diff${query}`, document),
    found,
    async patch(kind: string, key: string, body: object) {
      const { id, revision } = await found(kind, key);
      const answer = await call("PATCH", `/${kind}/${id}`, body, { "if-match": `"${revision}"` });
      expect(answer.status).toBe(200);
    },
  };
}
