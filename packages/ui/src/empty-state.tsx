import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Says that there is nothing yet, and what would bring something. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="zerq-surface">
      <div className="zerq-empty">
        <Text fw={600}>{title}</Text>
        {children !== undefined && (
          <Text c="dimmed" size="sm">
            {children}
          </Text>
        )}
      </div>
    </div>
  );
}
