import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

export type Environment = Readonly<Record<string, string | undefined>>;

export type LauncherSettings = {
  /** The checkout. */
  root: string;
  /** ZERQ_DATA_DIRECTORY, or `.zerq` in the checkout. */
  dataDirectory: string;
  /** The environment that it was started with; what of it a service gets is decided in service-environments.ts. */
  env: Environment;
};

/** The only reader of process.env in the launcher. */
export function readLauncherSettings(): LauncherSettings {
  const root = fileURLToPath(new URL("../../../../", import.meta.url)).replace(/\/$/, "");
  const wanted = process.env.ZERQ_DATA_DIRECTORY || ".zerq";
  const dataDirectory = isAbsolute(wanted) ? wanted : join(root, wanted);
  return { root, dataDirectory, env: { ...process.env } };
}
