import { SMTPServer } from "smtp-server";
import { listenOnLoopback, readBody } from "../http-server.ts";
import { handleInbox } from "./inbox.ts";
import { createMailStore } from "./mail-store.ts";

export type MailCatcher = { url: string; smtpUrl: string; stop(): Promise<void> };

const MAX_MAIL_BYTES = 5_000_000;

/** Takes every mail on the loopback interface and delivers none; the last 200 are shown in a web inbox. */
export async function startMailCatcher(options: {
  smtpPort: number;
  httpPort: number;
}): Promise<MailCatcher> {
  const store = createMailStore();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    size: MAX_MAIL_BYTES,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      readBody(stream as never, MAX_MAIL_BYTES)
        .then((raw) => store.add(Buffer.from(raw), recipients))
        .then(
          () => done(),
          (error: Error) => done(error),
        );
    },
  });
  smtp.on("error", (error) => console.error(error));
  await new Promise<void>((resolve, reject) => {
    smtp.server.once("error", reject);
    smtp.listen(options.smtpPort, "127.0.0.1", resolve);
  });
  const http = await listenOnLoopback(options.httpPort, (request, response) =>
    handleInbox(store, request, response),
  );
  return {
    url: `http://127.0.0.1:${options.httpPort}`,
    smtpUrl: `smtp://127.0.0.1:${options.smtpPort}`,
    async stop() {
      await http.stop();
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}
