/** Polls until there is something. @throws when there is nothing in time, five seconds unless more is given */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  withinMs = 5_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
