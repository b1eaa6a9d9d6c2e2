import { Anchor, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ApiError } from "@zerq/ui/api-request";
import { EmptyState } from "@zerq/ui/empty-state";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { PageHeading } from "@zerq/ui/page-heading";
import { Link } from "wouter";
import { type Collection, type Me, portalApi } from "../portal-api.ts";
import { EndpointList } from "./endpoint-list.tsx";
import { ProfileList } from "./profile-list.tsx";

/** One API: where it is, its endpoints, and the profiles to call it with. */
export function CollectionPage({ id, me }: { id: string; me: Me }) {
  const collection = useQuery({ queryKey: ["collections", id], queryFn: () => portalApi.collection(id) });
  const isMissing = collection.error instanceof ApiError && collection.error.status === 404;
  return (
    <Stack gap="lg">
      <Anchor component={Link} href="/" size="sm">
        All APIs
      </Anchor>
      {collection.isPending && <LoadingState />}
      {isMissing && (
        <PageHeading title="There is no such API">
          It may have been withdrawn, or be another client's.
        </PageHeading>
      )}
      {collection.isError && !isMissing && (
        <ErrorState error={collection.error} onRetry={() => void collection.refetch()} />
      )}
      {collection.data !== undefined && <Content collection={collection.data} me={me} />}
    </Stack>
  );
}

function Content({ collection, me }: { collection: Collection; me: Me }) {
  const { name, description, basePath, endpoints, profiles } = collection;
  return (
    <>
      <PageHeading title={name}>{description === "" ? undefined : description}</PageHeading>
      <div className="zerq-surface portal-base-url">
        <Text size="sm" c="dimmed">
          Base URL
        </Text>
        <Text component="code" ff="monospace" size="sm" className="zerq-wrap">
          {me.gatewayUrl}
          {basePath}
        </Text>
      </div>
      <Stack gap="xs" component="section" aria-labelledby="endpoints">
        <Title order={2} size="h4" id="endpoints">
          Endpoints
        </Title>
        {endpoints.length === 0 ? (
          <EmptyState title="No endpoint is published yet" />
        ) : (
          <EndpointList endpoints={endpoints} />
        )}
      </Stack>
      <Stack gap="xs" component="section" aria-labelledby="profiles">
        <Title order={2} size="h4" id="profiles">
          Your profiles
        </Title>
        {profiles.length === 0 ? (
          <EmptyState title="Your client has no profile" />
        ) : (
          <ProfileList profiles={profiles} csrfToken={me.csrfToken} />
        )}
      </Stack>
    </>
  );
}
