import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

export type CliSettings = {
  /** The checkout that the command line runs from. */
  root: string;
  /** Where the development stack writes dev.json. */
  dataDirectory: string;
  /** ZERQ_TOKEN: an access token to use instead of one of the development users. */
  token: string | undefined;
};

/** The only reader of process.env in the command line. */
export function readCliSettings(): CliSettings {
  const root = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");
  const wanted = process.env.ZERQ_DATA_DIRECTORY || ".zerq";
  return {
    root,
    dataDirectory: isAbsolute(wanted) ? wanted : join(root, wanted),
    token: process.env.ZERQ_TOKEN || undefined,
  };
}
