import { connect } from "node:net";

/** Milliseconds; longer than any of the gateway's timeouts in this test. */
const PATIENCE_MS = 10_000;
/** Milliseconds for an early answer, which comes before the rest of the body. */
const EARLY_MS = 100;

/**
 * Sends the first part at once and the second after the first byte of an answer, or after a moment when none comes.
 * @returns everything that came back, latin1, until the connection closed
 */
export function exchangeRaw(
  port: number,
  { isEarly }: { readonly isEarly: boolean },
  [first, second]: readonly [string, string],
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    let isSent = false;
    const sendRest = () => {
      if (!isSent && socket.writable) socket.write(second, "latin1");
      isSent = true;
    };
    let early: NodeJS.Timeout | undefined;
    const done = () => {
      clearTimeout(patience);
      clearTimeout(early);
      socket.destroy();
      resolve(text);
    };
    const patience = setTimeout(done, PATIENCE_MS);
    socket.on("connect", () => {
      socket.write(first, "latin1");
      if (isEarly) early = setTimeout(sendRest, EARLY_MS);
      else sendRest();
    });
    socket.on("data", (part) => {
      text += part.toString("latin1");
      sendRest();
    });
    socket.on("end", done);
    socket.on("error", done);
    socket.on("close", done);
  });
}
