/** What binds an encrypted secret to its place in the database, so that it opens nowhere else (threat 19). */
export function secretPlace(deployment: string, credentialId: string, field: string): string[] {
  return [deployment, "credential-secret", "credentials", credentialId, field];
}
