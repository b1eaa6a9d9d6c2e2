import { Badge, Table, Text } from "@mantine/core";
import { EmptyState } from "@zerq/ui/empty-state";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { complains } from "./complains.ts";
import { type Gateway, useGateways } from "./use-gateways.ts";

/** One row for each gateway that lives: its applied version, and whether anything is amiss. */
export function GatewayTable() {
  const gateways = useGateways();
  if (gateways.isPending) return <LoadingState label="Loading gateways" />;
  if (gateways.isError) return <ErrorState error={gateways.error} onRetry={() => void gateways.refetch()} />;
  if (gateways.data.length === 0)
    return (
      <EmptyState title="No gateway has reported">
        A gateway shows here within a few seconds of its start, once it reaches the same Redis.
      </EmptyState>
    );
  return (
    <div className="zerq-surface console-table">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Gateway</Table.Th>
            <Table.Th scope="col">State</Table.Th>
            <Table.Th scope="col">Applied version</Table.Th>
            <Table.Th scope="col">Workers</Table.Th>
            <Table.Th scope="col">Group</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {gateways.data.map((gateway) => (
            <Table.Tr key={gateway.instanceId}>
              <Table.Th scope="row" fw={400}>
                <Text component="code" ff="monospace" size="sm">
                  {gateway.instanceId}
                </Text>
              </Table.Th>
              <Table.Td>
                <State gateway={gateway} />
              </Table.Td>
              <Table.Td>{gateway.version}</Table.Td>
              <Table.Td>{gateway.workers.length}</Table.Td>
              <Table.Td>{gateway.group}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function State({ gateway }: { gateway: Gateway }) {
  if (gateway.workers.some(complains)) return <StateBadge color="red" text="Needs attention" />;
  if (gateway.lag > 0) return <StateBadge color="orange" text={`${gateway.lag} behind`} />;
  return <StateBadge color="teal" text="Up to date" />;
}

function StateBadge({ color, text }: { color: string; text: string }) {
  return (
    <Badge color={color} variant="light" tt="none">
      {text}
    </Badge>
  );
}
