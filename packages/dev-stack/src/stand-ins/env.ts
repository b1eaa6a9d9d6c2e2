import type { ProviderKeys } from "../identity-provider/signing-keys.ts";

export type StandInSettings = {
  identityProviderPort: number;
  mailPort: number;
  smtpPort: number;
  upstreamPort: number;
  managementUrl: string;
  audience: string;
  consoleClientSecret: string;
  identityProviderKeys: ProviderKeys;
  /** File of sessions and refresh tokens. */
  identityProviderState: string;
};

const SETTINGS = "ZERQ_STAND_INS";

/** How the launcher hands the settings over: one JSON text in the environment. */
export function standInEnvironment(settings: StandInSettings): Record<string, string> {
  return { [SETTINGS]: JSON.stringify(settings) };
}

/** The only reader of process.env in this process. @throws Error when it wasn't started by the launcher */
export function readStandInSettings(): StandInSettings {
  const text = process.env[SETTINGS];
  if (text === undefined) throw new Error(`${SETTINGS} is missing: npm start starts this process`);
  return JSON.parse(text) as StandInSettings;
}
