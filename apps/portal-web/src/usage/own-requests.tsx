import { Badge, Button, Code, Group, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { EmptyState } from "@zerq/ui/empty-state";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { type OwnRequest, portalApi } from "../portal-api.ts";
import { formatTime } from "./format-time.ts";

/** The client's requests as the gateway logged them: this is where one learns why a 401 was a 401. */
export function OwnRequests() {
  const requests = useInfiniteQuery({
    queryKey: ["requests"],
    queryFn: ({ pageParam }) => portalApi.requests(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  if (requests.isPending) return <LoadingState />;
  if (requests.isError) return <ErrorState error={requests.error} onRetry={() => void requests.refetch()} />;
  const items = requests.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title="Nothing was called yet" />;
  return (
    <>
      <ul className="zerq-surface zerq-rows">
        {items.map((request) => (
          <li key={request.id}>
            <RequestRow request={request} />
          </li>
        ))}
      </ul>
      {requests.hasNextPage && (
        <Button
          variant="default"
          loading={requests.isFetchingNextPage}
          onClick={() => void requests.fetchNextPage()}
        >
          Earlier requests
        </Button>
      )}
    </>
  );
}

function RequestRow({ request }: { request: OwnRequest }) {
  const { status, method, path, time, reason, requestId } = request;
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Badge variant="light" color={status < 400 ? "green" : "red"}>
            {status}
          </Badge>
          <Code className="zerq-wrap">
            {method} {path}
          </Code>
        </Group>
        <Text size="sm" c="dimmed">
          {formatTime(time)}
        </Text>
      </Group>
      {reason !== null && (
        <Text size="sm" className="zerq-wrap">
          {reason}
        </Text>
      )}
      <Text size="xs" c="dimmed" className="zerq-wrap">
        Request {requestId}
      </Text>
    </>
  );
}
