import { Anchor } from "@mantine/core";
import { PageHeading } from "@zerq/ui/page-heading";
import { Link } from "wouter";

export function NotFoundPage() {
  return (
    <PageHeading title="There is no such page">
      <Anchor component={Link} href="/">
        Go to the overview
      </Anchor>
    </PageHeading>
  );
}
