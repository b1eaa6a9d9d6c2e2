import type { ReactNode } from "react";
import { ColorSchemeButton } from "./color-scheme-button.tsx";

type PageShellProps = {
  /** The link to the start page, with the brand in it. */
  home: ReactNode;
  /** Links; the one of the page shown has `aria-current="page"`. */
  navigation?: ReactNode;
  /** Beside the colour switch: who is signed in, signing out. */
  actions?: ReactNode;
  children: ReactNode;
};

/** A signed-in page: header, navigation where there is some, and the content. */
export function PageShell({ home, navigation, actions, children }: PageShellProps) {
  return (
    <>
      <a className="zerq-skip-link" href="#content">
        Skip to content
      </a>
      <header className="zerq-header">
        {home}
        <div className="zerq-header-actions">
          {actions}
          <ColorSchemeButton />
        </div>
      </header>
      <div className="zerq-body" data-navigation={navigation === undefined ? undefined : true}>
        {navigation !== undefined && (
          <nav className="zerq-navigation" aria-label="Main">
            {navigation}
          </nav>
        )}
        <main className="zerq-main" id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  );
}
