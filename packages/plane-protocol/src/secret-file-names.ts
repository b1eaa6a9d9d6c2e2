/**
 * Names of files in the gateway's folder of mounted secrets: no separators, so that a name stays inside of it, and no leading
 * dot. Management refuses others when they are saved, and the gateway when it would read one.
 */
const pattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

export function isSecretFileName(name: string): boolean {
  return pattern.test(name);
}
