import { existsSync, readFileSync } from "node:fs";
import { writeAtomically } from "./data-folder.ts";
import {
  DEMO_BASE_PATH,
  DEMO_PORTAL_EMAIL,
  DEMO_PROXY_KEY,
  demoClient,
  demoCollection,
  demoCredential,
  demoPolicy,
  demoProxies,
} from "./demo-resources.ts";
import type { Demo, StackUrls } from "./dev-json.ts";
import {
  type ManagementClient,
  managementClient,
  passwordToken,
  type Resource,
} from "./management-client.ts";
import { DEMO_KEY_NAME } from "./service-environments.ts";

type TokenOfProfile = { profileId: string; token: string };
type CreatedClient = Resource & { defaultProfile: Resource & { token: string } };

/**
 * Makes what of the demo isn't there yet, through the management API and as a modifier, like anybody would.
 * @param tokenFile keeps the demo client's token, which the API shows only once
 * @throws Error with the API's answer
 */
export async function seedDemo(urls: StackUrls, tokenFile: string): Promise<Demo> {
  const { tokenUrl, cliClientId } = urls.identityProvider;
  const modifier = { username: "modifier", password: "modifier" };
  const api = managementClient(urls.management.url, await passwordToken(tokenUrl, cliClientId, modifier));
  const upstream = urls.upstream.url;

  const credential = await atUpstream(api, "credentials", demoCredential(upstream, DEMO_KEY_NAME));
  const collection = await atUpstream(api, "collections", demoCollection(upstream, credential.id));
  const proxies = [];
  for (const proxy of demoProxies(collection.id)) proxies.push(await ensure(api, "proxies", proxy));
  const policy = await ensure(api, "policies", demoPolicy);
  const { client, profile } = await ensureClient(api, demoClient(collection.id, policy.id), tokenFile);
  return {
    collectionId: collection.id,
    proxyId: proxies.find(({ key }) => key === DEMO_PROXY_KEY)?.id ?? "",
    clientId: client.id,
    ...profile,
    path: `${DEMO_BASE_PATH}/accounts`,
    portalEmail: DEMO_PORTAL_EMAIL,
  };
}

async function ensure(api: ManagementClient, plural: string, wanted: { key: string }): Promise<Resource> {
  return (await api.find(plural, wanted.key)) ?? (await api.create(`/${plural}`, wanted));
}

/** As ensure, but what points to the demo upstream follows it when its port has moved since the last start. */
async function atUpstream(
  api: ManagementClient,
  plural: string,
  wanted: { key: string; targetEndpoint?: string; origins?: string[]; apiKey?: string },
): Promise<Resource> {
  const found = await ensure(api, plural, wanted);
  const { targetEndpoint, origins, apiKey } = wanted;
  if (targetEndpoint !== undefined && found.targetEndpoint !== targetEndpoint) {
    return api.update(plural, found, { targetEndpoint });
  }
  const known = (found.origins ?? []) as string[];
  if (origins !== undefined && !origins.every((origin) => known.includes(origin))) {
    // The old origin stays until the collection has left it; where a secret goes changes only with the secret itself.
    return api.update(plural, found, { origins: [...known, ...origins], apiKey });
  }
  return found;
}

async function ensureClient(api: ManagementClient, wanted: { key: string }, tokenFile: string) {
  const client = await api.find("clients", wanted.key);
  if (client === undefined) {
    const { defaultProfile, ...created } = await api.create<CreatedClient>("/clients", wanted);
    return { client: created, profile: keep(tokenFile, defaultProfile.id, defaultProfile.token) };
  }
  const profiles = await api.list(`/profiles?limit=500&clientId=${client.id}`);
  const kept = readKept(tokenFile);
  if (kept !== undefined && profiles.some(({ id }) => id === kept.profileId))
    return { client, profile: kept };
  const profile = profiles.find(({ authType }) => authType === "token") ?? (await newProfile(api, client));
  return { client, profile: await rotate(api, profile.id, tokenFile) };
}

function newProfile(api: ManagementClient, client: Resource): Promise<Resource> {
  return api.create("/profiles", { clientId: client.id, name: "Default", authType: "token" });
}

async function rotate(api: ManagementClient, profileId: string, tokenFile: string): Promise<TokenOfProfile> {
  const { token } = await api.create<{ token: string }>(`/profiles/${profileId}/rotate-token`, {});
  return keep(tokenFile, profileId, token);
}

function keep(file: string, profileId: string, token: string): TokenOfProfile {
  writeAtomically(file, JSON.stringify({ profileId, token }));
  return { profileId, token };
}

/** A file that is missing or damaged loses only a token of the demo, which is then rotated. */
function readKept(file: string): TokenOfProfile | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { profileId, token } = JSON.parse(readFileSync(file, "utf8")) as Partial<TokenOfProfile>;
    return typeof profileId === "string" && typeof token === "string" ? { profileId, token } : undefined;
  } catch {
    return undefined;
  }
}
