import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { PageHeading } from "@zerq/ui/page-heading";
import { useState } from "react";
import { AuditTable } from "./audit-table.tsx";

const chains = [
  { value: "config", label: "Changes" },
  { value: "access", label: "Sign-ins and refused calls" },
];
const outcomes = ["applied", "succeeded", "failed", "refused"];

/** Who changed what, who came in, and who was refused; newest first. */
export function AuditPage() {
  const [chain, setChain] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const [actor, setActor] = useState("");
  const [asked, setAsked] = useState("");
  return (
    <Stack gap="lg">
      <PageHeading title="Audit">Changes, sign-ins and refused calls, newest first.</PageHeading>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(queryOf({ chain, outcome, actor: actor.trim() }));
        }}
      >
        <Group align="end">
          <Select
            label="What"
            placeholder="Everything"
            data={chains}
            value={chain}
            onChange={setChain}
            clearable
          />
          <Select
            label="Outcome"
            placeholder="Any"
            data={outcomes}
            value={outcome}
            onChange={setOutcome}
            clearable
          />
          <TextInput
            label="Actor"
            value={actor}
            onChange={({ currentTarget }) => setActor(currentTarget.value)}
          />
          <Button type="submit" variant="default">
            Show
          </Button>
        </Group>
      </form>
      <AuditTable query={asked} />
    </Stack>
  );
}

function queryOf(filters: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value !== null && value !== "") query.set(name, value);
  return query.toString();
}
