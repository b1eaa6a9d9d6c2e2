/** A key made from a name: lower-case letters, digits and hyphens, at most 70 characters. */
export function slugOf(name: string, fallback: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return slug === "" ? fallback : shortened(slug, 70);
}

/** A key's first characters, as a key that something may follow: it doesn't end with a hyphen. */
export function shortened(key: string, length: number): string {
  return key.slice(0, length).replace(/-+$/, "");
}
