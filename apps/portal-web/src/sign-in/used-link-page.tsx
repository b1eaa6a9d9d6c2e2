import { Button, Text } from "@mantine/core";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { forgetLinkToken } from "./link-token.ts";

/** A link that was used, is too old, or never was one. */
export function UsedLinkPage() {
  return (
    <SignInFrame title="This link is not valid any more">
      <Text c="dimmed">A link works once, for 30 minutes. Ask for a new one; it takes a moment.</Text>
      <Button onClick={forgetLinkToken}>Ask for a new link</Button>
    </SignInFrame>
  );
}
