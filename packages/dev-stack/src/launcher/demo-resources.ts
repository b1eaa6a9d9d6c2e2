/** The demo as it is sent to the management API; `key` makes it the same one at every start. */
export const DEMO_BASE_PATH = "/demo";
export const DEMO_PORTAL_EMAIL = "demo.developer@example.com";
/** The endpoint of the printed curl. */
export const DEMO_PROXY_KEY = "demo-accounts";

export function demoCredential(upstreamUrl: string, envName: string) {
  return {
    key: "demo-upstream-key",
    name: "Demo upstream key",
    description: "Sent to the demo upstream; its value is only in the gateway's environment.",
    type: "api_key",
    // The short form: in a merge patch it replaces what is stored, where an object would be merged into it.
    apiKey: `$${envName}`,
    keyIn: "header",
    keyName: "X-Api-Key",
    origins: [upstreamUrl],
  };
}

export function demoCollection(upstreamUrl: string, credentialId: string) {
  return {
    key: "payments-demo",
    name: "Payments demo",
    description: "Accounts of the demo upstream, an echo of what it was sent, and a stream of events.",
    basePath: DEMO_BASE_PATH,
    targetEndpoint: upstreamUrl,
    credentialId,
    portal: { visible: true },
    status: "published",
  };
}

const everyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export function demoProxies(collectionId: string) {
  const proxy = (key: string, name: string, path: string, targetPath: string, more: object = {}) => {
    return { key, collectionId, name, methods: ["GET"], path, targetPath, status: "published", ...more };
  };
  return [
    proxy(DEMO_PROXY_KEY, "List accounts", "/accounts", "/v1/accounts", { description: "All accounts." }),
    proxy("demo-account", "Read an account", "/accounts/{id}", "/v1/accounts/{id}", {
      description: "One account, such as acc-1001.",
    }),
    proxy("demo-echo", "Echo", "/echo", "/v1/echo", {
      methods: everyMethod,
      description: "Answers with what the upstream was sent.",
    }),
    proxy("demo-stream", "Events", "/stream", "/v1/stream", {
      streaming: true,
      description: "Five server-sent events in a second.",
    }),
  ];
}

/** Generous, so that trying things out or a light load doesn't meet it. */
export const demoPolicy = {
  key: "demo-policy",
  name: "Demo policy",
  description: "A hundred requests a second, counted over a minute.",
  rateLimit: { max: 6_000, interval: "1m" },
};

export function demoClient(collectionId: string, policyId: string) {
  return {
    key: "demo-partner",
    name: "Demo partner",
    description: "Calls the payments demo; its developer signs in to the portal.",
    email: "partner@example.com",
    collectionIds: [collectionId],
    policyId,
    hasPortalAccess: true,
    authorizedEmails: [DEMO_PORTAL_EMAIL],
  };
}
