import { Stack, Text, Title } from "@mantine/core";
import { complains } from "./complains.ts";
import { useGateways } from "./use-gateways.ts";

/** What each worker complains about: its last error, names that it can't resolve, and what it can't enforce or reach. */
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
        {complaints.map(({ workerId, lastError, missingEnv, problems }) => (
          <li key={workerId} className="zerq-wrap">
            <Text component="code" ff="monospace" size="sm" fw={600}>
              {workerId}
            </Text>
            {lastError !== null && <Text size="sm">{lastError}</Text>}
            {problems.map(({ kind, id, reason }) => (
              <Text key={`${kind} ${id}`} size="sm">
                {kind} {id}: {reason}
              </Text>
            ))}
            {missingEnv.length > 0 && <Text size="sm">Not in its environment: {missingEnv.join(", ")}</Text>}
          </li>
        ))}
      </ul>
    </Stack>
  );
}
