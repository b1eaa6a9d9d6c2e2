import { Loader, VisuallyHidden } from "@mantine/core";

export function LoadingState({ label = "Loading" }: { label?: string }) {
  return (
    <div className="zerq-loading" role="status">
      <Loader size="sm" aria-hidden="true" />
      <VisuallyHidden>{label}</VisuallyHidden>
    </div>
  );
}
