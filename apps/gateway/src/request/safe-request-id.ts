/** 1 to 128 letters, digits, `.`, `_` and `-`: nothing that could forge a log line or a header. */
export function isSafeRequestId(value: string): boolean {
  if (value.length === 0 || value.length > 128) return false;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    const isAlphanumeric =
      (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isAlphanumeric && code !== 45 && code !== 46 && code !== 95) return false;
  }
  return true;
}
