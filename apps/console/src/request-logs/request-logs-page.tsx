import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { PageHeading } from "@zerq/ui/page-heading";
import { useState } from "react";
import type { Me } from "../console-api.ts";
import { RequestLogTable } from "./request-log-table.tsx";

const statuses = ["2xx", "3xx", "4xx", "5xx"];

/** The newest requests at the gateways, refusals included. */
export function RequestLogsPage({ me }: { me: Me }) {
  const [status, setStatus] = useState<string | null>(null);
  const [requestId, setRequestId] = useState("");
  const [asked, setAsked] = useState("");
  return (
    <Stack gap="lg">
      <PageHeading title="Requests">The newest requests at the gateways, refusals included.</PageHeading>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(queryOf(status, requestId));
        }}
      >
        <Group align="end">
          <Select
            label="Status"
            placeholder="Any"
            data={statuses}
            value={status}
            onChange={setStatus}
            clearable
          />
          <TextInput
            label="Request id"
            value={requestId}
            onChange={({ currentTarget }) => setRequestId(currentTarget.value)}
          />
          <Button type="submit" variant="default">
            Show
          </Button>
        </Group>
      </form>
      <RequestLogTable query={asked} maySeeBodies={me.permissions.includes("logs:body")} />
    </Stack>
  );
}

function queryOf(status: string | null, requestId: string): string {
  const query = new URLSearchParams();
  if (status !== null) query.set("status", status);
  if (requestId.trim() !== "") query.set("requestId", requestId.trim());
  return query.toString();
}
