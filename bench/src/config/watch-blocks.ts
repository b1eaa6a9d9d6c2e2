const LOOK_MS = 2;

/** @returns what ends the watch and says the longest time in which nothing else was done, in ms */
export function watchBlocks(): () => number {
  let [longest, last] = [0, performance.now()];
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - LOOK_MS);
    last = now;
  };
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}
