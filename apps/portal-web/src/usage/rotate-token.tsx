import { Alert, Button, Code, CopyButton, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ErrorState } from "@zerq/ui/error-state";
import { useState } from "react";
import { portalApi } from "../portal-api.ts";

/** How long the old token goes on, in seconds. */
const overlaps = [
  { value: "0", label: "End the old token at once" },
  { value: "3600", label: "Keep the old token for an hour" },
  { value: "86400", label: "Keep the old token for a day" },
];

/** A new token for a profile: asked twice, since the old one ends with it, and shown once. It is kept nowhere in the page. */
export function RotateToken({ profileId, csrfToken }: { profileId: string; csrfToken: string }) {
  const [asking, setAsking] = useState(false);
  const [overlap, setOverlap] = useState("0");
  const rotate = useMutation({
    mutationFn: () => portalApi.rotateToken(profileId, Number(overlap), csrfToken),
    gcTime: 0,
    onSuccess: () => setAsking(false),
  });
  if (rotate.data !== undefined) return <NewToken token={rotate.data.token} onDone={rotate.reset} />;
  if (!asking)
    return (
      <Button variant="default" size="xs" mt="xs" onClick={() => setAsking(true)}>
        Rotate token
      </Button>
    );
  return (
    <Stack gap="xs" mt="xs">
      <NativeSelect
        label="Make a new token"
        data={overlaps}
        value={overlap}
        onChange={({ currentTarget }) => setOverlap(currentTarget.value)}
      />
      {rotate.isError && <ErrorState error={rotate.error} />}
      <Group gap="xs">
        <Button size="xs" loading={rotate.isPending} onClick={() => rotate.mutate()}>
          Make it
        </Button>
        <Button size="xs" variant="default" disabled={rotate.isPending} onClick={() => setAsking(false)}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}

function NewToken({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <Alert title="Your new token" mt="xs">
      <Stack gap="xs">
        <Text size="sm">Copy it now: it is shown this once.</Text>
        <Code block className="zerq-wrap">
          {token}
        </Code>
        <Group gap="xs">
          <CopyButton value={token}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={onDone}>
            I have it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
