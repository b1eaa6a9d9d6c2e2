import { Code, Stack, Text } from "@mantine/core";
import type { LoggedRequest } from "../console-api.ts";
import { RequestBodies } from "./request-bodies.tsx";

/** What a row has no room for: why it was refused, where it went, and what was captured. */
export function RequestDetails({ item, maySeeBodies }: { item: LoggedRequest; maySeeBodies: boolean }) {
  const facts = [
    ["Why", item.deny],
    ["Request id", item.requestId],
    ["From", item.ip],
    ["Upstream", item.upstream],
    ["Client", item.clientId],
    ["Profile", item.profileId],
  ].filter((fact) => fact[1] !== null);
  return (
    <Stack gap="xs">
      {facts.map(([name, value]) => (
        <Text key={name} size="sm" className="zerq-wrap">
          <Text span fw={600}>
            {name}:
          </Text>{" "}
          {value}
        </Text>
      ))}
      {item.headers !== null && <Headers title="Request headers" pairs={item.headers.request} />}
      {item.headers?.response != null && <Headers title="Response headers" pairs={item.headers.response} />}
      {item.hasBodies &&
        (maySeeBodies ? <RequestBodies id={item.id} /> : <Text size="sm">Admins can see its bodies.</Text>)}
    </Stack>
  );
}

function Headers({ title, pairs }: { title: string; pairs: readonly (readonly string[])[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Code block>{pairs.map(([name, value]) => `${name}: ${value}`).join("\n")}</Code>
    </div>
  );
}
