import { Badge } from "@mantine/core";

const colours: Readonly<Record<string, string>> = {
  GET: "teal",
  HEAD: "gray",
  OPTIONS: "gray",
  POST: "indigo",
  PUT: "violet",
  PATCH: "violet",
  DELETE: "red",
};

export function MethodBadge({ method }: { method: string }) {
  return (
    <Badge variant="light" radius="sm" color={colours[method] ?? "gray"}>
      {method}
    </Badge>
  );
}
