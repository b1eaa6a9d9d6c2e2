import { useQuery } from "@tanstack/react-query";
import { portalApi } from "./portal-api.ts";

/** Who is signed in; asked again when the window gets the focus, so that a link opened in another tab counts here too. */
export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: portalApi.me });
}
