import { Anchor, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { PageHeading } from "@zerq/ui/page-heading";
import { Link } from "wouter";
import type { Me } from "./console-api.ts";
import { GatewayTable } from "./gateways/gateway-table.tsx";

/** Who one is here, and whether the gateways live. */
export function OverviewPage({ me }: { me: Me }) {
  return (
    <Stack gap="xl">
      <PageHeading title="Overview" />
      <section className="zerq-surface console-me" aria-label="Signed in as">
        <div>
          <Text size="sm" c="dimmed">
            Signed in as
          </Text>
          <Text fw={600} className="zerq-wrap">
            {me.name}
          </Text>
        </div>
        <div>
          <Text size="sm" c="dimmed">
            {me.roles.length === 1 ? "Role" : "Roles"}
          </Text>
          <Group gap="xs" mt={2}>
            {me.roles.map((role) => (
              <Badge key={role} variant="light" tt="none">
                {role}
              </Badge>
            ))}
          </Group>
        </div>
      </section>
      {me.permissions.includes("config:read") && (
        <Stack gap="sm" component="section" aria-labelledby="gateways">
          <Group justify="space-between">
            <Title order={2} size="h4" id="gateways">
              Gateways
            </Title>
            <Anchor component={Link} href="/gateways" size="sm">
              All details
            </Anchor>
          </Group>
          <GatewayTable />
        </Stack>
      )}
    </Stack>
  );
}
