import { Alert, Button, Stack, Text } from "@mantine/core";
import { ApiError } from "./api-request.ts";

/** What went wrong in the words of the error's answer, with its request id for whoever is asked for help. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const known = error instanceof ApiError ? error : undefined;
  // A refusal stays the same; a server that is away or in trouble may not.
  const mayPass = known === undefined || known.status === 0 || known.status === 429 || known.status >= 500;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={known?.message ?? "Something went wrong in this page."}
    >
      <Stack gap="sm" align="flex-start">
        {known?.requestId !== undefined && (
          <Text size="xs" className="zerq-wrap">
            Request id: {known.requestId}
          </Text>
        )}
        {onRetry !== undefined && mayPass && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
