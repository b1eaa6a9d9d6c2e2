import { startDemoUpstream } from "../demo-upstream/server.ts";
import { developmentClients } from "../identity-provider/clients.ts";
import { startIdentityProvider } from "../identity-provider/server.ts";
import { developmentUsers } from "../identity-provider/users.ts";
import { startMailCatcher } from "../mail-catcher/server.ts";
import { readStandInSettings } from "./env.ts";

/**
 * What stands in for the world around the product: the identity provider, the mail server, an API to call. They are one
 * process beside the launcher, not a part of it, so that neither load on the upstream nor an error in a library of
 * theirs can keep the launcher from supervising; and one, not three, since each Node costs a start and 60 MB.
 */
const settings = readStandInSettings();
const running = await Promise.all([
  startIdentityProvider({
    port: settings.identityProviderPort,
    users: developmentUsers,
    clients: developmentClients(settings.managementUrl, settings.consoleClientSecret),
    audience: settings.audience,
    keys: settings.identityProviderKeys,
    stateFile: settings.identityProviderState,
  }),
  startMailCatcher({ smtpPort: settings.smtpPort, httpPort: settings.mailPort }),
  startDemoUpstream({ port: settings.upstreamPort }),
]);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await Promise.all(running.map((server) => server.stop()));
    process.exit(0);
  });
}
