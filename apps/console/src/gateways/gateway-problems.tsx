import { Stack, Text, Title } from "@mantine/core";
import type { GatewayWorker } from "../console-api.ts";
import { useGateways } from "./use-gateways.ts";

/** What each worker complains about: its last error, and names that it can't resolve from its environment. */
export function GatewayProblems() {
  const gateways = useGateways();
  const complaints = (gateways.data ?? []).flatMap(({ workers }) => workers).filter(complains);
  if (complaints.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-labelledby="problems">
      <Title order={2} size="h4" id="problems">
        Problems
      </Title>
      <ul className="zerq-surface zerq-rows">
        {complaints.map(({ workerId, lastError, missingEnv }) => (
          <li key={workerId} className="zerq-wrap">
            <Text component="code" ff="monospace" size="sm" fw={600}>
              {workerId}
            </Text>
            {lastError !== null && <Text size="sm">{lastError}</Text>}
            {missingEnv.length > 0 && <Text size="sm">Not in its environment: {missingEnv.join(", ")}</Text>}
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function complains({ lastError, missingEnv }: GatewayWorker): boolean {
  return lastError !== null || missingEnv.length > 0;
}
