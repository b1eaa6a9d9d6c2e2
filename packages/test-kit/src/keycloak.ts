import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type KeycloakAdmin, keycloakAdmin } from "./keycloak-admin.ts";
import { keycloakRealms, type RealmName } from "./keycloak-realm.ts";

const VERSION = "26.4.0";
const ARTIFACT = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
const ADMIN = { username: "admin", password: "admin-of-the-test" };
/** Milliseconds for the download of 150 MB, and for a start on a busy machine. */
const DOWNLOAD_MS = 180_000;
const START_MS = 120_000;

export type Keycloak = {
  readonly issuer: string;
  /** An access token of a client's own account. */
  clientToken(clientId: string): Promise<string>;
  /** An access token of a user. */
  userToken(username: string): Promise<string>;
  /** Signs with a new key from now on, and publishes the ones before no longer. */
  replaceKeys(): Promise<void>;
  readonly admin: KeycloakAdmin;
};

/** Set by the global set-up: where the one Keycloak of a test run lives. */
const FOLDER = "ZERQ_TEST_KEYCLOAK_FOLDER";

/** @returns why there can't be one here; undefined when there can */
export function missingForKeycloak(): string | undefined {
  if (process.env[FOLDER] === undefined) return "the global set-up has not run";
  const java = spawnSync("java", ["-version"], { encoding: "utf8" });
  const version = Number(/version "(\d+)/.exec(java.stderr ?? "")?.[1] ?? 0);
  if (version < 17)
    return `Keycloak ${VERSION} needs Java 17, and there is ${version === 0 ? "none" : version}`;
  if (existsSync(archive)) return undefined;
  const download = ["-q", "-B", "dependency:get", `-Dartifact=${ARTIFACT}`, "-Dtransitive=false"];
  spawnSync("mvn", download, { stdio: "ignore", timeout: DOWNLOAD_MS });
  return existsSync(archive) ? undefined : `Maven is missing, or could not get ${ARTIFACT}`;
}

const archive = join(
  homedir(),
  `.m2/repository/org/keycloak/keycloak-quarkus-dist/${VERSION}/keycloak-quarkus-dist-${VERSION}.zip`,
);

/** The Keycloak of this test run: whoever asks first starts it, and the global set-up ends it. */
export async function sharedKeycloak(realm: RealmName): Promise<Keycloak> {
  const folder = process.env[FOLDER] ?? "";
  try {
    // One of all the test files makes the folder.
    mkdirSync(folder);
    await start(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const port = await until("Keycloak's port", async () =>
    existsSync(portFile(folder)) ? readFileSync(portFile(folder), "utf8") : undefined,
  );
  const origin = `http://127.0.0.1:${port}`;
  await until("Keycloak", async () =>
    fetch(`${origin}/realms/${realm}`).then(
      (answer) => (answer.ok ? true : undefined),
      () => undefined,
    ),
  );
  return keycloakAt(origin, realm);
}

/** Ends the Keycloak of this test run, if any test has started one. */
export function stopSharedKeycloak(folder: string): void {
  if (!existsSync(pidFile(folder))) return;
  try {
    // The script that starts Java and Java itself are one group.
    process.kill(-Number(readFileSync(pidFile(folder), "utf8")), "SIGKILL");
  } catch {
    // It has ended before.
  }
}

const pidFile = (folder: string) => join(folder, "pid");
const portFile = (folder: string) => join(folder, "port");

async function start(folder: string): Promise<void> {
  const home = join(folder, `keycloak-${VERSION}`);
  const unpacked = spawnSync("python3", ["-m", "zipfile", "-e", archive, folder], { encoding: "utf8" });
  if (unpacked.status !== 0) throw new Error(`Keycloak could not be unpacked: ${unpacked.stderr}`);
  mkdirSync(join(home, "data/import"), { recursive: true });
  for (const realm of keycloakRealms)
    writeFileSync(join(home, `data/import/${realm.realm}.json`), JSON.stringify(realm));
  const port = await freePort();
  const log = openSync(join(folder, "log"), "a");
  const options = [
    "--import-realm",
    "--http-host=127.0.0.1",
    `--http-port=${port}`,
    "--db=dev-mem",
    "--cache=local",
  ];
  const child = spawn("sh", [join(home, "bin/kc.sh"), "start-dev", ...options], {
    cwd: home,
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      ...process.env,
      KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
      KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      JAVA_OPTS_APPEND: "-Xmx512m -XX:TieredStopAtLevel=1",
    },
  });
  child.unref();
  writeFileSync(pidFile(folder), String(child.pid));
  writeFileSync(portFile(folder), String(port));
}

function keycloakAt(origin: string, realm: RealmName): Keycloak {
  const issuer = `${origin}/realms/${realm}`;
  const adminToken = () =>
    tokenOf(`${origin}/realms/master`, { grant_type: "password", client_id: "admin-cli", ...ADMIN });
  return {
    issuer,
    admin: keycloakAdmin(origin, realm, adminToken),
    clientToken: (clientId) =>
      tokenOf(issuer, {
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: `secret-of-${clientId}`,
      }),
    userToken: (username) =>
      tokenOf(issuer, { grant_type: "password", client_id: "zerq-cli", username, password: username }),
    async replaceKeys() {
      const token = await adminToken();
      const components = `${origin}/admin/realms/${realm}/components`;
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const type = "org.keycloak.keys.KeyProvider";
      const found = await fetch(`${components}?type=${type}`, { headers });
      const before = (await found.json()) as { id: string; providerId: string; parentId: string }[];
      const rsa = before.filter(({ providerId }) => providerId === "rsa-generated");
      const key = {
        name: "new",
        providerId: "rsa-generated",
        providerType: type,
        parentId: rsa[0]?.parentId,
        config: { priority: ["200"], enabled: ["true"], active: ["true"], algorithm: ["RS256"] },
      };
      const made = await fetch(components, { method: "POST", headers, body: JSON.stringify(key) });
      if (made.status !== 201) throw new Error(`no new key: ${made.status} ${await made.text()}`);
      for (const { id } of rsa) await fetch(`${components}/${id}`, { method: "DELETE", headers });
    },
  };
}

async function tokenOf(issuer: string, form: Record<string, string>): Promise<string> {
  const url = `${issuer}/protocol/openid-connect/token`;
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  const { access_token, error_description } = (await answer.json()) as Record<string, string | undefined>;
  if (access_token === undefined) throw new Error(`no token: ${answer.status} ${error_description}`);
  return access_token;
}

async function until<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited ${START_MS} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
