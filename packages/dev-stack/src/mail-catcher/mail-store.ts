import { randomId } from "@zerq/crypto/random";
import { type AddressObject, simpleParser } from "mailparser";

export type CaughtMail = {
  id: string;
  /** RFC 3339, when it came in. */
  receivedAt: string;
  from: string;
  /** The addresses of the envelope, so that blind copies show as well. */
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  headers: Record<string, string>;
};
export type MailSummary = Pick<CaughtMail, "id" | "receivedAt" | "from" | "to" | "subject">;

export type MailStore = {
  add(raw: Buffer, recipients: readonly string[]): Promise<CaughtMail>;
  /** Newest first. */
  list(): MailSummary[];
  find(id: string): CaughtMail | undefined;
  clear(): void;
};

/** Keeps the last `capacity` mails in memory. */
export function createMailStore(capacity = 200): MailStore {
  let mails: CaughtMail[] = [];
  return {
    async add(raw, recipients) {
      const parsed = await simpleParser(raw);
      const mail: CaughtMail = {
        id: randomId(),
        receivedAt: new Date().toISOString(),
        from: parsed.from?.text ?? "",
        to: recipients.length > 0 ? [...recipients] : addressesOf(parsed.to),
        subject: parsed.subject ?? "",
        text: parsed.text ?? "",
        html: parsed.html || null,
        headers: Object.fromEntries(
          parsed.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()]),
        ),
      };
      mails = [mail, ...mails].slice(0, capacity);
      return mail;
    },
    list: () => mails.map(({ id, receivedAt, from, to, subject }) => ({ id, receivedAt, from, to, subject })),
    find: (id) => mails.find((mail) => mail.id === id),
    clear() {
      mails = [];
    },
  };
}

function addressesOf(to: AddressObject | AddressObject[] | undefined): string[] {
  const objects = to === undefined ? [] : Array.isArray(to) ? to : [to];
  return objects.flatMap(({ value }) => value.map(({ address }) => address ?? ""));
}
