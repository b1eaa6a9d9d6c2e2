import { freePort } from "@zerq/dev-stack/free-port";
import { type MailCatcher, startMailCatcher } from "@zerq/dev-stack/mail-catcher/server";

/** A mail catcher of its own, on free ports. */
export async function freshMailCatcher(): Promise<MailCatcher> {
  return startMailCatcher({ smtpPort: await freePort(), httpPort: await freePort() });
}
