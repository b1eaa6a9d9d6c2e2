import { Button, Text } from "@mantine/core";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { useLocation } from "wouter";

/** Signing in is the identity provider's; management brings the browser there and back to this page. */
export function SignInPage() {
  const [path] = useLocation();
  const target = path === "/" ? "" : `?returnTo=${encodeURIComponent(path)}`;
  return (
    <SignInFrame title="Sign in to Zerq">
      <Text c="dimmed">You sign in with your organisation's account. Your roles come from there too.</Text>
      <Button component="a" href={`/auth/sign-in${target}`}>
        Sign in
      </Button>
    </SignInFrame>
  );
}
