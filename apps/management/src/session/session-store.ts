import type { KeyObject } from "node:crypto";
import type { EncryptedField, KeyRing } from "@zerq/crypto/key-ring";
import { mac } from "@zerq/crypto/mac";
import { randomToken } from "@zerq/crypto/random";
import { type Connection, trusted } from "mongoose";
import type { SignInTokens } from "./provider.ts";
import { type SessionDocument, sessionModel } from "./session.model.ts";

/** What the provider gave, encrypted in its place. */
export const tokenNames = ["accessToken", "refreshToken", "idToken"] as const;
type TokenName = (typeof tokenNames)[number];
/** What binds an encrypted token to its place in the database, so that it opens nowhere else (threat 19). */
export function sessionTokenPlace(deployment: string, id: string, name: TokenName): string[] {
  return [deployment, "console-session", "sessions", id, name];
}

type NewTokens = Omit<SignInTokens, "subject" | "acr" | "sid">;

/** Whose sessions; what is undefined is not asked for. */
type Whose = { readonly subject: string | undefined; readonly sid: string | undefined };

export type SessionStore = {
  /** @returns the cookie's value, which is stored nowhere */
  create(tokens: SignInTokens, maxMs: number): Promise<string>;
  find(cookie: string): Promise<SessionDocument | null>;
  remove(cookie: string): Promise<void>;
  /** Ends every session that fits. @returns how many there were, and of whom */
  removeOf(whose: Whose): Promise<{ count: number; subject: string | undefined }>;
  seen(session: SessionDocument): Promise<void>;
  token(session: SessionDocument, name: TokenName): string | undefined;
  /** Takes the right to renew the tokens; false when another request has taken it. */
  claimRenewal(session: SessionDocument): Promise<boolean>;
  /** Replaces the tokens; what the provider didn't send again stays. */
  renew(session: SessionDocument, tokens: NewTokens): Promise<void>;
};

/** Console sessions: found by a keyed hash of their cookie, with the provider's tokens encrypted in their place. */
export function createSessionStore(connection: Connection, ring: KeyRing, deployment: string): SessionStore {
  const model = sessionModel(connection);
  const idUnder = (key: KeyObject, cookie: string) => mac(key, "console-session", cookie);
  /** Under every session key there was: a session outlives a rotation of the key that its cookie was hashed with. */
  const idsOf = (cookie: string) =>
    trusted({ $in: ring.all("session").map(({ key }) => idUnder(key, cookie)) });
  const place = (id: string, name: TokenName) => sessionTokenPlace(deployment, id, name);
  const encrypt = (id: string, name: TokenName, value: string): EncryptedField =>
    ring.encryptField(value, place(id, name));
  const encryptIfAny = (id: string, name: TokenName, value: string | undefined): EncryptedField | null =>
    value === undefined ? null : encrypt(id, name, value);

  return {
    async create(tokens, maxMs) {
      const cookie = randomToken(32);
      const id = idUnder(ring.key("session"), cookie);
      const now = new Date();
      await model.create({
        _id: id,
        subject: tokens.subject,
        sid: tokens.sid ?? null,
        csrfToken: randomToken(24),
        accessToken: encrypt(id, "accessToken", tokens.accessToken),
        refreshToken: encryptIfAny(id, "refreshToken", tokens.refreshToken),
        idToken: encryptIfAny(id, "idToken", tokens.idToken),
        createdAt: now,
        lastSeenAt: now,
        refreshedAt: now,
        expiresAt: new Date(now.getTime() + maxMs),
      });
      return cookie;
    },
    find: (cookie) => model.findOne({ _id: idsOf(cookie) }).lean<SessionDocument>(),
    async remove(cookie) {
      await model.deleteOne({ _id: idsOf(cookie) });
    },
    async removeOf({ subject, sid }) {
      if (subject === undefined && sid === undefined) return { count: 0, subject: undefined };
      const fits = { ...(subject !== undefined && { subject }), ...(sid !== undefined && { sid }) };
      const one = await model.findOne(fits).select({ subject: 1 }).lean<SessionDocument>();
      const { deletedCount } = await model.deleteMany(fits);
      return { count: deletedCount, subject: one?.subject ?? subject };
    },
    async seen({ _id }) {
      await model.updateOne({ _id }, { $set: { lastSeenAt: new Date() } });
    },
    token(session, name) {
      const stored = session[name];
      return stored === null ? undefined : ring.decryptField(stored, place(session._id, name)).reveal();
    },
    async claimRenewal({ _id, refreshedAt }) {
      const claimed = await model.updateOne({ _id, refreshedAt }, { $set: { refreshedAt: new Date() } });
      return claimed.modifiedCount === 1;
    },
    async renew({ _id: id }, { accessToken, refreshToken, idToken }) {
      const renewed = {
        accessToken: encrypt(id, "accessToken", accessToken),
        ...(refreshToken === undefined ? {} : { refreshToken: encrypt(id, "refreshToken", refreshToken) }),
        ...(idToken === undefined ? {} : { idToken: encrypt(id, "idToken", idToken) }),
      };
      await model.updateOne({ _id: id }, { $set: renewed });
    },
  };
}
