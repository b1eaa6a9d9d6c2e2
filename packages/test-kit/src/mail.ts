import { type MailCatcher, startMailCatcher } from "@zerq/dev-stack/mail-catcher/server";
import { freePort } from "./free-port.ts";

/** A mail catcher of its own, on free ports. */
export async function freshMailCatcher(): Promise<MailCatcher> {
  return startMailCatcher({ smtpPort: await freePort(), httpPort: await freePort() });
}
