import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { consoleApi, type Me } from "./console-api.ts";

/** Who is signed in, and signing out here and at the identity provider. */
export function Account({ me }: { me: Me }) {
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => consoleApi.signOut(me.csrfToken ?? ""),
    onSuccess: ({ location }) => window.location.assign(location),
    // The session may have ended by itself: ask who is signed in now.
    onError: () => queries.resetQueries(),
  });
  return (
    <>
      <Text size="sm" className="zerq-wrap">
        {me.name}
      </Text>
      <Button variant="default" size="xs" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </Button>
    </>
  );
}
