import { Anchor, Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { SignInFrame } from "@zerq/ui/sign-in-frame";
import { Link, Redirect } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { portalApi } from "../portal-api.ts";
import { useMe } from "../use-me.ts";

/** After asking for a link: where to look, and the code for opening it elsewhere. */
export function SentPage() {
  const state = useHistoryState<{ email?: string } | null>();
  const me = useMe();
  const code = useQuery({ queryKey: ["browser-code"], queryFn: portalApi.browserCode, staleTime: 0 });
  // The link was opened in another tab of this browser.
  if (me.data !== undefined) return <Redirect to="/" replace />;
  return (
    <SignInFrame title="Check your mail">
      <Text>
        If{" "}
        {state?.email === undefined ? "your address" : <strong className="zerq-wrap">{state.email}</strong>}{" "}
        has access, a link is on its way. It works once, for 30 minutes.
      </Text>
      {code.data !== undefined && (
        <Stack gap={4}>
          <Text size="sm" c="dimmed">
            If you open the link in another browser or on another device, it asks for this code:
          </Text>
          <Code className="portal-code" aria-label={`Code ${code.data.code.split("").join(" ")}`}>
            {code.data.code.slice(0, 3)}-{code.data.code.slice(3)}
          </Code>
        </Stack>
      )}
      <Anchor component={Link} href="/" size="sm">
        Use another address
      </Anchor>
    </SignInFrame>
  );
}
