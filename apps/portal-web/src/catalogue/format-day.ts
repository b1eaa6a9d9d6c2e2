const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** The day of an RFC 3339 time, as the reader's language writes it. */
export function formatDay(time: string): string {
  return day.format(new Date(time));
}
