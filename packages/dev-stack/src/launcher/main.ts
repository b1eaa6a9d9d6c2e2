import { gatewayCertificate } from "../certificate/gateway-certificate.ts";
import { announcement } from "./announcement.ts";
import { chooseMongo } from "./choose-mongo.ts";
import { chooseRedis } from "./choose-redis.ts";
import { claimForStore, openDataFolder } from "./data-folder.ts";
import { removeDevJson, stackUrls, writeDevJson } from "./dev-json.ts";
import { type LauncherSettings, readLauncherSettings } from "./env.ts";
import { loadKeys } from "./keys.ts";
import { LauncherError } from "./launcher-error.ts";
import { choosePorts, type PortName, refuseTakenPorts } from "./ports.ts";
import { lockFolder, stopLeftovers } from "./process-record.ts";
import { readyDemo } from "./ready-demo.ts";
import { ownServices, WEB_BUILDS } from "./services.ts";
import { onStopRequest } from "./stop-requests.ts";
import { createSupervisor, type Service, seconds } from "./supervisor.ts";
import { startWatchdog } from "./watchdog.ts";
import { buildWebInterfaces, removeUnfinishedBuilds } from "./web-builds.ts";

/**
 * The launcher behind `npm start`: brings the development stack up, keeps it running, and leaves nothing behind. What
 * was opened is closed in reverse, at a stop as well as when something fails on the way.
 */
const settings = readLauncherSettings();
const closers: (() => void | Promise<void>)[] = [];
let stopping = false;
let killEverything = () => {};
const log = (line: string) => console.log(line);

async function start({ root, dataDirectory, env }: LauncherSettings): Promise<void> {
  const began = Date.now();
  const ports = choosePorts(env);
  const urls = stackUrls(ports);
  const folder = openDataFolder(dataDirectory);
  closers.push(lockFolder(folder.run));
  removeDevJson(folder.devJson);
  for (const name of await stopLeftovers(folder.run))
    log(`${name} was left over from a killed start; stopped it`);
  await refuseTakenPorts(ports, usedPorts(env));

  const keys = loadKeys(folder);
  const mongo = await chooseMongo(env, folder, ports);
  claimForStore(folder, mongo.store);
  const redis = await chooseRedis(env, folder, ports, keys.redisPassword);
  const certificate = await gatewayCertificate(folder.tls);
  const parts = { root, env, keys, ports, urls, mongodbUri: mongo.uri, redisUrl: redis.url, certificate };
  const stores = [mongo.service, redis.service].filter(
    (service): service is Service => service !== undefined,
  );
  const supervisor = createSupervisor([...stores, ...ownServices(folder, parts)], folder.run, log);

  closers.push(startWatchdog(folder.run, folder.devJson));
  // Once the services are stopped, only a build that is cut short can still be recorded.
  closers.push(async () => void (await stopLeftovers(folder.run)));
  closers.push(() => supervisor.stop());
  killEverything = supervisor.kill;
  goOn();
  log(`Starting Zerq with ${mongo.store} …`);
  removeUnfinishedBuilds(root);
  await supervisor.start({ [WEB_BUILDS]: buildWebInterfaces(root, folder, env, log) });
  goOn();

  const { demo, problem } = await readyDemo(urls, folder.demoFile);
  goOn();
  closers.push(() => removeDevJson(folder.devJson));
  writeDevJson(folder.devJson, { ...urls, ...(demo && { demo }) });
  log(`\nZerq is ready (${seconds(began)}).\n\n${announcement(urls, demo, folder.path)}\n`);
  if (problem !== undefined) log(`${problem}\n`);
}

function usedPorts(env: LauncherSettings["env"]): PortName[] {
  const own: PortName[] = [];
  if (!env.MONGODB_URI) own.push("mongodb");
  if (!env.REDIS_URL) own.push("redis");
  return [
    ...own,
    ...(["gateway", "gatewayTls", "gatewayOperations", "management", "managementInternal"] as const),
    ...(["managementOperations", "portal", "portalOperations"] as const),
    ...(["identityProvider", "mail", "smtp", "upstream"] as const),
  ];
}

/** Between two steps of the start: a stop that was asked for meanwhile ends it here. */
function goOn(): void {
  if (stopping) throw new LauncherError("stopped while it was starting");
}

/** Once: a Ctrl-C while a failed start is being undone must not cut that short. */
function stop(exitCode: number): void {
  if (stopping) return;
  stopping = true;
  void closeAll(exitCode);
}

async function closeAll(exitCode: number): Promise<void> {
  let code = exitCode;
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      console.error(error);
      code = 1;
    }
  }
  process.exit(code);
}

function fail(error: unknown): void {
  if (stopping) return;
  const sentence = sentenceFor(error);
  console.error(sentence === undefined ? error : `\nZerq can't start: ${sentence}\n`);
  stop(1);
}

function sentenceFor(error: unknown): string | undefined {
  if (error instanceof LauncherError) return error.message;
  const { dataDirectory } = settings;
  // A file of the folder that can't be used names itself, such as a file where a folder should be.
  if (!(error instanceof Error && "path" in error && String(error.path).startsWith(dataDirectory)))
    return undefined;
  return `${error.message}. Put back what was there, or start afresh (everything in it is lost): rm -rf ${dataDirectory}`;
}

onStopRequest(
  (reason) => {
    log(`\nStopping (${reason}) …`);
    stop(0);
  },
  () => {
    killEverything();
    process.exit(130);
  },
);
// A reader that went away (npm start | head) is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
start(settings).catch(fail);
