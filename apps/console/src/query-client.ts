import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@zerq/ui/api-request";

/** A refusal stays one however often it is asked for; only what may pass by itself is tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  });
}
