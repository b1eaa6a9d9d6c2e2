import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@zerq/ui/empty-state";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { type AuditEntry, consoleApi } from "../console-api.ts";

/** One row for each entry; one that counts repeats says how many. */
export function AuditTable({ query }: { query: string }) {
  const entries = useQuery({ queryKey: ["audit", query], queryFn: () => consoleApi.auditLogs(query) });
  if (entries.isPending) return <LoadingState label="Loading the audit" />;
  if (entries.isError) return <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />;
  if (entries.data.items.length === 0) return <EmptyState title="No entries" />;
  return (
    <div className="zerq-surface console-table">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {["Time", "Actor", "Action", "What", "Outcome", "Address"].map((title) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.data.items.map((entry) => (
            <Row key={`${entry.chain ?? "config"} ${entry.sequence}`} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ entry }: { entry: AuditEntry }) {
  const { time, actor, action, resource, outcome, code, count = 1, request } = entry;
  return (
    <Table.Tr>
      <Table.Td>{new Date(time).toLocaleString()}</Table.Td>
      <Table.Td className="zerq-wrap">{actor.name || actor.subject || "nobody known"}</Table.Td>
      <Table.Th scope="row" fw={400}>
        {action}
      </Table.Th>
      <Table.Td>
        <Text component="code" ff="monospace" size="sm" className="zerq-wrap">
          {entry.chain === "access" ? `${request.method} ${request.url}` : `${resource.type} ${resource.key}`}
        </Text>
      </Table.Td>
      <Table.Td>
        {outcome}
        {code !== undefined && ` (${code})`}
        {count > 1 && `, ${count} times`}
      </Table.Td>
      <Table.Td>{request.ip}</Table.Td>
    </Table.Tr>
  );
}
