import { useQuery } from "@tanstack/react-query";
import { consoleApi } from "./console-api.ts";

/** Who is signed in, with which roles; roles may change between two calls. */
export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: consoleApi.me });
}
