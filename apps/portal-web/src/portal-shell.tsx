import { Anchor } from "@mantine/core";
import { Brand } from "@zerq/ui/brand";
import { PageShell } from "@zerq/ui/page-shell";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { AccountMenu } from "./account-menu.tsx";
import type { Me } from "./portal-api.ts";

export function PortalShell({ me, children }: { me: Me; children: ReactNode }) {
  const home = (
    <Link className="zerq-brand" href="/">
      <Brand />
    </Link>
  );
  return (
    <PageShell
      home={home}
      actions={
        <>
          {me.client !== null && (
            <Anchor component={Link} href="/usage" size="sm">
              Usage
            </Anchor>
          )}
          <AccountMenu me={me} />
        </>
      }
    >
      {children}
    </PageShell>
  );
}
