import { Badge, Text } from "@mantine/core";
import type { Endpoint } from "../portal-api.ts";
import { formatDay } from "./format-day.ts";
import { MethodBadge } from "./method-badge.tsx";

export function EndpointList({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <ul className="zerq-surface zerq-rows">
      {endpoints.map((endpoint) => (
        <li key={endpoint.id} className="portal-endpoint">
          <div className="portal-methods">
            {endpoint.methods.map((method) => (
              <MethodBadge key={method} method={method} />
            ))}
          </div>
          <div>
            <div className="portal-endpoint-head">
              <Text component="code" ff="monospace" size="sm" fw={600} className="zerq-wrap">
                {endpoint.fullPath}
              </Text>
              {endpoint.deprecated && (
                <Badge color="orange" variant="light" tt="none">
                  {endpoint.sunset === null ? "Deprecated" : `Deprecated, ends ${formatDay(endpoint.sunset)}`}
                </Badge>
              )}
            </div>
            <Text size="sm" className="zerq-wrap">
              {endpoint.name}
            </Text>
            {endpoint.description !== "" && (
              <Text size="sm" c="dimmed" className="zerq-wrap">
                {endpoint.description}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
