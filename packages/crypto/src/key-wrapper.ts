/** A key as a provider wrapped it, and which of the provider's keys did. */
export type WrappedBytes = { wrapped: string; masterKeyId: string };

/**
 * Who holds a master key and wraps the random keys with it: this process, from its environment, or a key management
 * service. `place` names what is wrapped; it is bound in, so that a wrapped key opens for nothing else.
 */
export type KeyWrapper = {
  /** What an instance says that it can open: a master key's id, or what the ids of its versions begin with. */
  readonly name: string;
  opens(masterKeyId: string): boolean;
  /** The id of the master key that wraps now. It says nothing about the key. */
  currentId(): Promise<string>;
  wrap(key: Buffer, place: readonly string[]): Promise<WrappedBytes>;
  /** @throws Error when it was not wrapped by this provider for this place, or the provider doesn't answer */
  unwrap(given: WrappedBytes, place: readonly string[]): Promise<Buffer>;
  /** The same key under the provider's newest master key; what is there already comes back as it is. */
  rewrap(given: WrappedBytes, place: readonly string[]): Promise<WrappedBytes>;
};

/** The provider that wraps now, and those that only open what they wrapped before. */
export type KeyWrappers = { readonly current: KeyWrapper; readonly previous: readonly KeyWrapper[] };

export function wrapperThatOpens(
  { current, previous }: KeyWrappers,
  masterKeyId: string,
): KeyWrapper | undefined {
  return [current, ...previous].find((wrapper) => wrapper.opens(masterKeyId));
}
