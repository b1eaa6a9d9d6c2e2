import { Button, Code, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ErrorState } from "@zerq/ui/error-state";
import { type CapturedBodies, consoleApi } from "../console-api.ts";

/** The captured bodies, behind a button: each look at them is in the audit trail, so none happens by itself. */
export function RequestBodies({ id }: { id: string }) {
  const bodies = useMutation({ mutationFn: () => consoleApi.logBodies(id) });
  if (bodies.isError) return <ErrorState error={bodies.error} onRetry={() => bodies.mutate()} />;
  if (bodies.data === undefined)
    return (
      <div>
        <Button
          size="compact-sm"
          variant="default"
          loading={bodies.isPending}
          onClick={() => bodies.mutate()}
        >
          Show bodies (this is audited)
        </Button>
      </div>
    );
  return (
    <Stack gap="xs">
      <Body title="Request body" body={bodies.data.request} />
      <Body title="Response body" body={bodies.data.response} />
    </Stack>
  );
}

function Body({ title, body }: { title: string; body: CapturedBodies["request"] }) {
  if (body === null) return null;
  const about = [
    body.contentType,
    `${body.bytes} bytes`,
    body.kind === "base64" ? "in base64" : undefined,
    body.truncated ? "only its beginning" : undefined,
  ];
  return (
    <div>
      <Text size="sm">
        <Text span fw={600}>
          {title}
        </Text>{" "}
        {about.filter((part) => part != null).join(", ")}
      </Text>
      {body.kind === "omitted" ? (
        <Text size="sm">Left out: {body.content}</Text>
      ) : (
        <Code block>{body.content}</Code>
      )}
    </div>
  );
}
