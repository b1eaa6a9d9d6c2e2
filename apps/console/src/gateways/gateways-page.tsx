import { Stack } from "@mantine/core";
import { PageHeading } from "@zerq/ui/page-heading";
import { GatewayProblems } from "./gateway-problems.tsx";
import { GatewayTable } from "./gateway-table.tsx";

export function GatewaysPage() {
  return (
    <Stack gap="lg">
      <PageHeading title="Gateways">Every gateway that has reported in the last seconds.</PageHeading>
      <GatewayTable />
      <GatewayProblems />
    </Stack>
  );
}
