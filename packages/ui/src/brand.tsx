import { useProductName } from "./app-provider.tsx";

/** The mark beside the product's name. */
export function Brand() {
  const name = useProductName();
  return (
    <>
      <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true" focusable="false">
        <rect width="26" height="26" rx="7" fill="currentColor" />
        <path
          d="M8 8h10l-10 10h10"
          fill="none"
          stroke="#fff"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span>{name}</span>
    </>
  );
}
