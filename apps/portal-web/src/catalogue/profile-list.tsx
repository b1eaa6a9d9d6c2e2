import { Badge, Group, Text } from "@mantine/core";
import type { Profile } from "../portal-api.ts";
import { formatDay } from "./format-day.ts";

/** How the client may authenticate. One that can't be used at this moment is greyed, and says so in words too. */
export function ProfileList({ profiles }: { profiles: readonly Profile[] }) {
  return (
    <ul className="zerq-surface zerq-rows">
      {profiles.map((profile) => (
        <li key={profile.id}>
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Text {...(profile.active ? {} : { c: "dimmed" })} className="zerq-wrap">
                {profile.name}
              </Text>
              <Badge variant="outline" color="gray" tt="none">
                {profile.authType}
              </Badge>
            </Group>
            <Text size="sm" c="dimmed">
              {stateOf(profile)}
            </Text>
          </Group>
        </li>
      ))}
    </ul>
  );
}

function stateOf({ active, expiresAt }: Profile): string {
  if (!active) return "Inactive";
  return expiresAt === null ? "Active" : `Active until ${formatDay(expiresAt)}`;
}
