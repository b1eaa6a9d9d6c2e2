import { Anchor, Progress, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@zerq/ui/empty-state";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { PageHeading } from "@zerq/ui/page-heading";
import { Link } from "wouter";
import { type Limit, portalApi } from "../portal-api.ts";
import { formatTime } from "./format-time.ts";
import { OwnRequests } from "./own-requests.tsx";

/** What the client has used of its limits, and its newest requests with the reason of each refusal. */
export function UsagePage() {
  const usage = useQuery({ queryKey: ["usage"], queryFn: portalApi.usage });
  return (
    <Stack gap="lg">
      <Anchor component={Link} href="/" size="sm">
        All APIs
      </Anchor>
      <PageHeading title="Usage">Your limits and what is used of them, and your newest requests.</PageHeading>
      {usage.isPending && <LoadingState />}
      {usage.isError && <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.data !== undefined && usage.data.rateLimit === null && usage.data.quota === null && (
        <EmptyState title="Your client has no limits" />
      )}
      {usage.data !== undefined && (
        <>
          <LimitBar name="Rate limit" limit={usage.data.rateLimit} />
          <LimitBar name="Quota" limit={usage.data.quota} />
        </>
      )}
      <Stack gap="xs" component="section" aria-labelledby="requests">
        <Title order={2} size="h4" id="requests">
          Your newest requests
        </Title>
        <OwnRequests />
      </Stack>
    </Stack>
  );
}

function LimitBar({ name, limit }: { name: string; limit: Limit | null }) {
  if (limit === null) return null;
  const { used, max, interval, resetsAt } = limit;
  const share = Math.min(100, (used / max) * 100);
  return (
    <div className="zerq-surface portal-base-url">
      <Text size="sm">
        {name}: {used.toLocaleString()} of {max.toLocaleString()} in {interval}
        {resetsAt !== null && `, until ${formatTime(resetsAt)}`}
      </Text>
      <Progress value={share} color={share >= 90 ? "red" : "blue"} aria-label={`${name} used`} />
    </div>
  );
}
