import { Badge, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "@zerq/ui/error-state";
import { LoadingState } from "@zerq/ui/loading-state";
import { PageHeading } from "@zerq/ui/page-heading";
import { useLocation } from "wouter";
import { type Me, portalApi } from "../portal-api.ts";

/** One address may belong to several clients: which one to look at. The choice is kept with the session. */
export function ClientsPage({ me }: { me: Me }) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const clients = useQuery({ queryKey: ["clients"], queryFn: portalApi.clients });
  const choose = useMutation({
    mutationFn: (id: string) => portalApi.chooseClient(id, me.csrfToken),
    async onSuccess() {
      await queries.resetQueries();
      navigate("/", { replace: true });
    },
  });
  return (
    <Stack gap="lg">
      <PageHeading title="Choose a client">Your address has access for these.</PageHeading>
      {choose.isError && <ErrorState error={choose.error} />}
      {clients.isPending && <LoadingState />}
      {clients.isError && <ErrorState error={clients.error} onRetry={() => void clients.refetch()} />}
      <ul className="zerq-cards">
        {clients.data?.items.map((client) => (
          <li key={client.id}>
            <button
              type="button"
              className="zerq-card"
              disabled={choose.isPending}
              onClick={() => choose.mutate(client.id)}
            >
              <Group justify="space-between" gap="xs">
                <Text fw={600} className="zerq-wrap">
                  {client.name}
                </Text>
                {client.id === me.client?.id && <Badge variant="light">Current</Badge>}
              </Group>
              {client.description !== "" && (
                <Text size="sm" c="dimmed" className="zerq-wrap">
                  {client.description}
                </Text>
              )}
            </button>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
