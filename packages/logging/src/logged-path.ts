/** Ids and names in paths are shorter (the longest is 26 characters), and tokens of every kind are longer. */
const LONGEST_SEGMENT = 31;

/**
 * The path of a URL as it may be kept in a log or in the audit: without its query, which may hold what someone searched for or a
 * token, and without segments that are as long as a token that somebody took for an id.
 */
export function loggedPath(url: string): string {
  const path = url.split("?", 1)[0] ?? "";
  if (path.length <= LONGEST_SEGMENT) return path;
  return path
    .split("/")
    .map((segment) => (segment.length > LONGEST_SEGMENT ? "[long]" : segment))
    .join("/");
}
