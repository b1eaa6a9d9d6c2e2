const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** An RFC 3339 time as the reader's language writes it. */
export function formatTime(text: string): string {
  return time.format(new Date(text));
}
