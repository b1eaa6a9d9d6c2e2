import type { Logger } from "@zerq/logging/logger";

/** How long everything may take while the stores answer. */
const WITHIN_MS = 20_000;
/** How long a store may take to answer before it counts as gone, and how long what is left may take then. */
const ANSWER_WITHIN_MS = 1_500;
const WITHOUT_STORES_MS = 1_500;
const ASK_EVERY_MS = 250;

/**
 * Closes one after the other. While the stores answer, each has time to finish its work; once they don't, nothing can be
 * finished any more, and waiting would only end in being killed: what is left is told to close and not waited for.
 * @param closers in the order in which they are closed; one that fails holds up none
 * @param storesAnswer asked again and again; rejects, or hangs, when they are gone
 */
export async function closeInOrder(
  closers: readonly (() => unknown)[],
  storesAnswer: () => Promise<unknown>,
  logger: Logger,
): Promise<void> {
  const patience = startPatience(storesAnswer);
  for (const close of closers) {
    const closed = closeOne(close).catch((error: unknown) => logger.warn("closing failed", { error }));
    await Promise.race([closed, patience.isOver]);
  }
  if (patience.end()) logger.warn("stopped without waiting for what could not be finished");
}

async function closeOne(close: () => unknown): Promise<void> {
  await close();
}

type Patience = {
  isOver: Promise<void>;
  /** Stops looking. @returns whether it was over */
  end(): boolean;
};

function startPatience(storesAnswer: () => Promise<unknown>): Patience {
  let state: "patient" | "over" | "ended" = "patient";
  const timers: NodeJS.Timeout[] = [];
  let giveUp: () => void = () => undefined;
  const isOver = new Promise<void>((resolve) => {
    giveUp = () => {
      if (state === "patient") state = "over";
      resolve();
    };
  });
  const after = (ms: number, work: () => void) => timers.push(setTimeout(work, ms));
  after(WITHIN_MS, giveUp);

  function look(): void {
    let hasAnswered = false;
    const gone = () => {
      if (!hasAnswered) after(WITHOUT_STORES_MS, giveUp);
      hasAnswered = true;
    };
    after(ANSWER_WITHIN_MS, gone);
    storesAnswer().then(() => {
      if (!hasAnswered && state === "patient") after(ASK_EVERY_MS, look);
      hasAnswered = true;
    }, gone);
  }
  look();
  return {
    isOver,
    end() {
      for (const timer of timers) clearTimeout(timer);
      const wasOver = state === "over";
      state = "ended";
      return wasOver;
    },
  };
}
