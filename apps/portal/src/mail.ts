import type { Socket } from "node:net";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Secret } from "@zerq/logging/secret";
import { createTransport } from "nodemailer";

export type Mail = { to: string; subject: string; text: string; html: string };
export type Mailer = {
  /** @throws whatever kept the mail server from taking the mail */
  send(mail: Mail): Promise<void>;
};

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;

/** Sends mail through the server of SMTP_URL, connected to through the egress guard. */
export function createMailer(options: { url: Secret<string>; from: string; guard: EgressGuard }): Mailer {
  const connect = options.guard.connector({ timeout: CONNECT_TIMEOUT_MS });
  const transport = createTransport({
    url: options.url.reveal(),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: IDLE_TIMEOUT_MS,
    // A text is a text: nothing in a mail is ever fetched or read from disk.
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket({ host = "localhost", port, secure }, callback) {
      // A plain socket in any case: TLS, at once or by STARTTLS, is nodemailer's.
      const target = {
        protocol: "http:",
        hostname: host,
        host,
        port: String(port ?? (secure === true ? 465 : 587)),
      };
      connect(target, (error: Error | null, socket: Socket | null) => {
        if (error !== null || socket === null) return callback(error ?? new Error("no socket"), false);
        callback(null, { connection: socket });
      });
    },
  });
  return {
    async send(mail) {
      await transport.sendMail({
        ...mail,
        from: options.from,
        // RFC 3834: nobody's out-of-office note shall answer.
        headers: { "Auto-Submitted": "auto-generated" },
      });
    },
  };
}
