const nobody: ReadonlySet<string> = new Set();

/** Which clients have a policy, so that its change costs them and not a look at all there are. */
export class PolicyClients {
  readonly #policyOf = new Map<string, string>();
  readonly #clientsOf = new Map<string, Set<string>>();

  /** @param policyId null: none, or the client is gone */
  learn(clientId: string, policyId: string | null): void {
    const before = this.#policyOf.get(clientId);
    if (before === (policyId ?? undefined)) return;
    if (before !== undefined) this.#clientsOf.get(before)?.delete(clientId);
    if (policyId === null) {
      this.#policyOf.delete(clientId);
      return;
    }
    this.#policyOf.set(clientId, policyId);
    const clients = this.#clientsOf.get(policyId) ?? new Set();
    this.#clientsOf.set(policyId, clients.add(clientId));
  }

  of(policyId: string): ReadonlySet<string> {
    return this.#clientsOf.get(policyId) ?? nobody;
  }
}
