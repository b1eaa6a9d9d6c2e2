import { Button, Text } from "@mantine/core";
import { SignInFrame } from "@zerq/ui/sign-in-frame";

/** Signed in at the identity provider, but without any role that counts here. */
export function NoRolePage() {
  return (
    <SignInFrame title="No access">
      <Text c="dimmed">
        Your account has no role for this console. Roles are given at the identity provider: viewer, modifier,
        auditor or admin.
      </Text>
      <Button component="a" href="/auth/sign-in" variant="default">
        Sign in again
      </Button>
    </SignInFrame>
  );
}
