import { t } from "./i18n";

export function Spinner() {
  return <span class="spinner" aria-hidden="true" />;
}

/** Where content will be in a moment. */
export function Skeleton({ shape, count = 3 }: { shape: "card" | "line"; count?: number }) {
  return (
    <div class="stack" role="status">
      <span class="visually-hidden">{t("app.loading")}</span>
      {Array.from({ length: count }, (_, place) => (
        <div key={place} class={`skeleton skeleton-${shape}`} />
      ))}
    </div>
  );
}
