import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { consoleApi } from "./console-api.ts";

/** Signed in at the identity provider, but without any role that counts here: they can see as whom, and sign out again. */
export function NoRolePage() {
  const queries = useQueryClient();
  const session = useQuery({ queryKey: ["session"], queryFn: consoleApi.session });
  const signOut = useMutation({
    mutationFn: () => consoleApi.signOut(session.data?.csrfToken ?? ""),
    onSuccess: ({ location }) => window.location.assign(location),
    // The session may have ended by itself: ask who is signed in now.
    onError: () => queries.resetQueries(),
  });
  return (
    <SignInFrame title="No access">
      <Text c="dimmed">
        {session.data === undefined ? "Your account" : session.data.name} has no role for this console. Roles
        are given at the identity provider: viewer, modifier, auditor or admin.
      </Text>
      <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </Button>
    </SignInFrame>
  );
}
