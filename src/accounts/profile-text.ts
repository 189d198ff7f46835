/** The HTML of what people write about themselves. Only accounts that are known already become links: saving a profile waits for nobody. */
import type { Field } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { findEntities } from "../text/grammar.ts";
import { normalizeTag, parseHandle } from "../text/names.ts";
import { renderText, type Resolve } from "../text/render.ts";
import { tagUrl } from "../uris.ts";
import { findAccountByHandle } from "./find.ts";

type Mentioned = Awaited<ReturnType<Resolve["mention"]>>;

async function resolveIn(kith: Kith, texts: readonly string[]): Promise<Resolve> {
  const found = new Map<string, Mentioned>();
  for (const entity of texts.flatMap((text) => findEntities(text))) {
    if (entity.kind !== "mention" || found.has(entity.handle) || found.size >= 50) continue;
    const handle = parseHandle(entity.handle);
    const host = handle?.host === undefined || handle.host === kith.instance.domain ? "" : handle.host;
    const account = handle && (await findAccountByHandle(kith.db, handle.username, host));
    found.set(entity.handle, account && account.deleted_at === 0 ? { url: account.url, username: account.username } : undefined);
  }
  return {
    mention: (handle) => found.get(handle),
    tagUrl: (name) => tagUrl(kith.instance, normalizeTag(name)),
  };
}

export async function renderNote(kith: Kith, note: string): Promise<string> {
  return renderText(note, await resolveIn(kith, [note]), { me: true });
}

/** @param kept the fields so far: a value that stays the same stays verified */
export async function renderFields(
  kith: Kith,
  fields: readonly { name: string; value: string }[],
  kept: readonly Field[],
): Promise<Field[]> {
  const resolve = await resolveIn(
    kith,
    fields.map(({ value }) => value),
  );
  return fields.map(({ name, value }) => {
    const html = renderText(value, resolve, { line: true, me: true });
    return { name, value: html, verified_at: kept.find((field) => field.value === html)?.verified_at ?? 0 };
  });
}
