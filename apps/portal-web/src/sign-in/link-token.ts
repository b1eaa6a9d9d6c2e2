import { useSyncExternalStore } from "react";

/**
 * The token of the link this page was opened with. It is in the fragment, which no server sees; it is taken out of the
 * address at once, so that it stays in no history, bookmark or screenshot, and is kept in this page's memory only.
 */
let token = takeFromAddress();
const listeners = new Set<() => void>();

window.addEventListener("hashchange", () => {
  const next = takeFromAddress();
  if (next === undefined) return;
  token = next;
  for (const listener of listeners) listener();
});

export function useLinkToken(): string | undefined {
  return useSyncExternalStore(subscribe, () => token);
}

export function forgetLinkToken(): void {
  token = undefined;
  for (const listener of listeners) listener();
}

function takeFromAddress(): string | undefined {
  const { hash, pathname, search } = window.location;
  if (pathname !== "/sign-in" || hash.length < 2) return undefined;
  window.history.replaceState(null, "", pathname + search);
  return hash.slice(1);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
