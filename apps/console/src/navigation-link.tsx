import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";

export function NavigationLink({ href, children }: { href: string; children: ReactNode }) {
  const [isCurrent] = useRoute(href);
  return (
    <Link href={href} {...(isCurrent ? { "aria-current": "page" as const } : {})}>
      {children}
    </Link>
  );
}
