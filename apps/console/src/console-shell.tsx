import { Brand } from "@zerq/ui/brand";
import { PageShell } from "@zerq/ui/page-shell";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Account } from "./account.tsx";
import type { Me } from "./console-api.ts";
import { NavigationLink } from "./navigation-link.tsx";

/** Each page of the console, and the permission without which it has nothing to show. */
const pages = [
  { href: "/", label: "Overview", permission: "self:read" },
  { href: "/gateways", label: "Gateways", permission: "config:read" },
  { href: "/logs", label: "Requests", permission: "logs:read" },
  { href: "/audit", label: "Audit", permission: "audit:read" },
] as const;

export function ConsoleShell({ me, children }: { me: Me; children: ReactNode }) {
  const home = (
    <Link className="zerq-brand" href="/">
      <Brand />
    </Link>
  );
  const navigation = pages
    .filter(({ permission }) => me.permissions.includes(permission))
    .map(({ href, label }) => (
      <NavigationLink key={href} href={href}>
        {label}
      </NavigationLink>
    ));
  return (
    <PageShell home={home} navigation={navigation} actions={<Account me={me} />}>
      {children}
    </PageShell>
  );
}
