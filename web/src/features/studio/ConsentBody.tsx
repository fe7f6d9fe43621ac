/** A consent's text as it was written, paragraph by paragraph, and which version it is. */
export function ConsentBody({ body, version }: { body: string; version: string }) {
  return (
    <>
      <div className="space-y-3 text-ink">
        {body.split(/\n{2,}/).map((paragraph) => (
          <p key={paragraph} className="whitespace-pre-line">
            {paragraph}
          </p>
        ))}
      </div>
      <p className="mt-4 text-xs text-ink-faint nums">{version}</p>
    </>
  );
}
