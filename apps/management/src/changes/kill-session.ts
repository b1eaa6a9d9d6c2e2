import mongoose, { type ClientSession, type Connection } from "mongoose";

/** The session's id as text, for another instance to end its transaction by. */
export function sessionName(session: ClientSession): string {
  const id = session.id?.id as { buffer?: Uint8Array } | undefined;
  return id?.buffer === undefined ? "" : Buffer.from(id.buffer).toString("base64");
}

/** Ends the open transaction of a session, whoever holds it (MongoDB command killSessions). */
export async function killSession(connection: Connection, name: string): Promise<void> {
  const id = new mongoose.mongo.Binary(Buffer.from(name, "base64"), mongoose.mongo.Binary.SUBTYPE_UUID);
  await connection.db?.admin().command({ killSessions: [{ id }] });
}
