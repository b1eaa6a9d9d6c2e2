import { Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useProductName } from "./app-provider.tsx";

/** The page the browser loaded; every later one was reached inside of it, and its heading takes the focus. */
let loadedPage = true;

/** The page's one first-level heading. It names the document, and tells screen readers that another page is shown. */
export function PageHeading({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const product = useProductName();
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  useEffect(() => {
    if (!loadedPage && document.activeElement === document.body) heading.current?.focus();
    loadedPage = false;
  }, []);
  return (
    <div>
      <Title order={1} size="h2" className="zerq-heading zerq-wrap" ref={heading} tabIndex={-1}>
        {title}
      </Title>
      {children !== undefined && (
        <Text c="dimmed" mt={4} component="div" className="zerq-wrap">
          {children}
        </Text>
      )}
    </div>
  );
}
