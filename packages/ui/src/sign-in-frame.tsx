import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Brand } from "./brand.tsx";
import { ColorSchemeButton } from "./color-scheme-button.tsx";
import { PageHeading } from "./page-heading.tsx";

/** A page of who isn't signed in: one card with a heading, and what there is to do. */
export function SignInFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="zerq-sign-in">
      <header className="zerq-sign-in-bar">
        <ColorSchemeButton />
      </header>
      <main className="zerq-sign-in-main">
        <div className="zerq-brand">
          <Brand />
        </div>
        <div className="zerq-sign-in-card">
          <Stack gap="md">
            <PageHeading title={title} />
            {children}
          </Stack>
        </div>
      </main>
    </div>
  );
}
