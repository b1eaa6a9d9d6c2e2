import { Button, Text } from "@mantine/core";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { Link } from "wouter";

/** Signed in, but the address has lost its access since. */
export function DeniedPage() {
  return (
    <SignInFrame title="No access">
      <Text c="dimmed">
        Your address has no access to the portal any more. If it should, ask whoever gave you access.
      </Text>
      <Button component={Link} href="/sign-in" variant="default">
        Use another address
      </Button>
    </SignInFrame>
  );
}
