const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const pattern = new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*$`);

/** A host as config names it: `api.example.com`, or `*.example.com` for every name below it. Lower case, without a port. */
export function isHostPattern(text: string): boolean {
  return text.length <= 253 && pattern.test(text);
}
