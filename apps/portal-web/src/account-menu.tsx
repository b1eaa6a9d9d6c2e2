import { Button, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { type Me, portalApi } from "./portal-api.ts";

/** Who is signed in and for which client, changing the client, and signing out. */
export function AccountMenu({ me }: { me: Me }) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: (everywhere: boolean) =>
      everywhere ? portalApi.signOutEverywhere(me.csrfToken) : portalApi.signOut(me.csrfToken),
    // Whatever came of it: nothing of this session stays in the page, and what the server says now is shown.
    async onSettled() {
      navigate("/", { replace: true });
      await queries.resetQueries();
    },
  });
  return (
    <Menu position="bottom-end" width={260} withinPortal={false}>
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          className="portal-account"
          loading={signOut.isPending}
          rightSection={<Caret />}
        >
          {me.client?.name ?? me.email}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="zerq-wrap">Signed in as {me.email}</Menu.Label>
        {me.clientCount > 1 && <Menu.Item onClick={() => navigate("/clients")}>Change client</Menu.Item>}
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate(false)}>Sign out</Menu.Item>
        <Menu.Item onClick={() => signOut.mutate(true)}>Sign out everywhere</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Caret() {
  return (
    <svg
      width="10"
      height="6"
      viewBox="0 0 10 6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d="m1 1 4 4 4-4" />
    </svg>
  );
}
