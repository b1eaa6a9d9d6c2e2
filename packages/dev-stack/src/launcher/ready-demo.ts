import { rmSync } from "node:fs";
import type { Demo, StackUrls } from "./dev-json.ts";
import { seedDemo } from "./seed-demo.ts";

const PATIENCE_MS = 3_000;
const PAUSE_MS = 20;

/** The headers of the demo client's requests. */
export function demoHeaders(demo: Demo): Record<string, string> {
  return {
    "X-Client-ID": demo.clientId,
    "X-Profile-ID": demo.profileId,
    Authorization: `Bearer ${demo.token}`,
  };
}

/**
 * Seeds the demo and calls it through the gateway until it answers. People may change or delete the demo, or put
 * something else in its place: that is said, and keeps nothing from starting.
 * @returns the demo, and what is wrong with it in a sentence
 */
export async function readyDemo(
  urls: StackUrls,
  tokenFile: string,
): Promise<{ demo?: Demo; problem?: string }> {
  try {
    let demo = await seedDemo(urls, tokenFile);
    let status = await callUntilReady(urls, demo);
    if (status === 401) {
      // Somebody has rotated the token since: the kept one is worth nothing, and the next one is the printed one.
      rmSync(tokenFile, { force: true });
      demo = await seedDemo(urls, tokenFile);
      status = await callUntilReady(urls, demo);
    }
    if (status === 200) return { demo };
    return { demo, problem: `The demo answers ${status}, not 200: it has been changed since it was made.` };
  } catch (error) {
    return { problem: `The demo could not be made: ${(error as Error).message}` };
  }
}

async function callUntilReady(urls: StackUrls, demo: Demo): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(`${urls.gateway.url}${demo.path}`, {
      headers: demoHeaders(demo),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.text();
    if (answer.status === 200 || Date.now() > deadline) return answer.status;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
