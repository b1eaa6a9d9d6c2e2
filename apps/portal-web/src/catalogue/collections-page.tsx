import { Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@zerq/ui/empty-state";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { PageHeading } from "@zerq/ui/page-heading";
import { Link } from "wouter";
import { type CollectionSummary, portalApi } from "../portal-api.ts";

/** The APIs that the client may call. */
export function CollectionsPage() {
  const collections = useQuery({ queryKey: ["collections"], queryFn: portalApi.collections });
  return (
    <Stack gap="lg">
      <PageHeading title="Your APIs">What you may call, and where.</PageHeading>
      {collections.isPending && <LoadingState />}
      {collections.isError && (
        <ErrorState error={collections.error} onRetry={() => void collections.refetch()} />
      )}
      {collections.data?.items.length === 0 && (
        <EmptyState title="There are no APIs here yet">
          An API shows as soon as it is published and your client was given access to it.
        </EmptyState>
      )}
      <ul className="zerq-cards">
        {collections.data?.items.map((collection) => (
          <li key={collection.id}>
            <CollectionCard collection={collection} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function CollectionCard({ collection }: { collection: CollectionSummary }) {
  const { id, name, description, basePath, endpointCount } = collection;
  return (
    <Link className="zerq-card" href={`/collections/${id}`}>
      <Text fw={600} className="zerq-wrap">
        {name}
      </Text>
      {description !== "" && (
        <Text size="sm" c="dimmed" lineClamp={3}>
          {description}
        </Text>
      )}
      <div className="portal-card-foot">
        <Code className="zerq-wrap">{basePath}</Code>
        <Text size="sm" c="dimmed">
          {endpointCount === 1 ? "1 endpoint" : `${endpointCount} endpoints`}
        </Text>
      </div>
    </Link>
  );
}
