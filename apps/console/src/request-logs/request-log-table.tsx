import { Button, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@zerq/ui/empty-state";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { Fragment, useState } from "react";
import { consoleApi, type LoggedRequest } from "../console-api.ts";
import { RequestDetails } from "./request-details.tsx";

type Props = { query: string; maySeeBodies: boolean };

/** One row for each request; its details open below it. */
export function RequestLogTable({ query, maySeeBodies }: Props) {
  const logs = useQuery({ queryKey: ["logs", query], queryFn: () => consoleApi.logs(query) });
  const [open, setOpen] = useState<string>();
  if (logs.isPending) return <LoadingState label="Loading requests" />;
  if (logs.isError) return <ErrorState error={logs.error} onRetry={() => void logs.refetch()} />;
  if (logs.data.items.length === 0)
    return <EmptyState title="No requests">A request shows here about a second after it ended.</EmptyState>;
  return (
    <div className="zerq-surface console-table">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {["Time", "Request", "Status", "Error", "Latency", ""].map((title) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {logs.data.items.map((item) => (
            <Fragment key={item.id}>
              <Row
                item={item}
                isOpen={open === item.id}
                onToggle={() => setOpen(open === item.id ? undefined : item.id)}
              />
              {open === item.id && (
                <Table.Tr>
                  <Table.Td colSpan={6}>
                    <RequestDetails item={item} maySeeBodies={maySeeBodies} />
                  </Table.Td>
                </Table.Tr>
              )}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ item, isOpen, onToggle }: { item: LoggedRequest; isOpen: boolean; onToggle: () => void }) {
  return (
    <Table.Tr>
      <Table.Td>{new Date(item.time).toLocaleString()}</Table.Td>
      <Table.Th scope="row" fw={400}>
        <Text component="code" ff="monospace" size="sm" className="zerq-wrap">
          {item.method} {item.path}
        </Text>
      </Table.Th>
      <Table.Td>{item.status}</Table.Td>
      <Table.Td>{item.error}</Table.Td>
      <Table.Td>{Math.round(item.latencyMs)} ms</Table.Td>
      <Table.Td>
        <Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={onToggle}>
          Details
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
