/** What this server says of itself at length, as HTML: as it was written here, or as it comes with the program. */
import { rfc3339 } from "../db/columns.ts";
import type { Kith } from "../kith.ts";
import { findText, getTerms } from "./texts.ts";
import { renderText } from "../text/render.ts";
import { tagUrl } from "../uris.ts";
import { privacyPolicy } from "./privacy.ts";

/** The day of this version, for the texts that come with the program and its configuration. */
const UPDATED_AT = rfc3339(Date.UTC(2026, 0, 1));

/** Most servers have nothing written at length. */
const renderPageText = async (kith: Kith, text: string): Promise<string> =>
  await (await import("./page-text.ts")).renderPageText(kith, text);

/** What the configuration says is plain text. */
const htmlOf = ({ instance }: Kith, text: string): string =>
  renderText(text, { mention: () => undefined, tagUrl: (name) => tagUrl(instance, name) });

export async function describe(kith: Kith) {
  const written = await findText(kith.db, "extended_description");
  if (written !== undefined)
    return { updated_at: rfc3339(written.updated_at), content: await renderPageText(kith, written.text) };
  return { updated_at: UPDATED_AT, content: htmlOf(kith, kith.instance.description) };
}

export async function describePrivacy(kith: Kith) {
  const written = await findText(kith.db, "privacy_policy");
  if (written !== undefined)
    return { updated_at: rfc3339(written.updated_at), content: await renderPageText(kith, written.text) };
  return { updated_at: UPDATED_AT, content: privacyPolicy(kith.instance) };
}

/** @throws Refusal `missing` */
export async function describeTerms(kith: Kith, date?: string) {
  const { terms, effective, succeeded_by } = await getTerms(kith, date);
  return { effective_date: terms.effective_date, effective, content: await renderPageText(kith, terms.text), succeeded_by };
}
