import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Profile, portalApi } from "../portal-api.ts";
import { RotateToken } from "../usage/rotate-token.tsx";
import { formatDay } from "./format-day.ts";

/** How the client may authenticate. One that can't be used at this moment is greyed, and says so in words too. */
export function ProfileList({ profiles, csrfToken }: { profiles: readonly Profile[]; csrfToken: string }) {
  // Whether the operator allows it; when management is away nothing is offered.
  const usage = useQuery({ queryKey: ["usage"], queryFn: portalApi.usage, retry: false });
  const mayRotate = usage.data?.tokenRotation === true;
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
          {mayRotate && profile.authType === "token" && profile.active && (
            <RotateToken profileId={profile.id} csrfToken={csrfToken} />
          )}
        </li>
      ))}
    </ul>
  );
}

function stateOf({ active, expiresAt }: Profile): string {
  if (!active) return "Inactive";
  return expiresAt === null ? "Active" : `Active until ${formatDay(expiresAt)}`;
}
