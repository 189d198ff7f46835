/** The Update of one's own actor, as far as people may change it. */
import { updateProfile, type ProfileChanges } from "../accounts/update.ts";
import { getAccount } from "../accounts/find.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { addPortrait, removePortrait } from "../media/portraits.ts";
import { plainText } from "../text/plain.ts";
import { all, asObject, one, textOf } from "./documents.ts";
import { readUpload } from "./media.ts";
import type { Doc } from "./port.ts";

const MOST_FIELDS = 50;

/**
 * What the document does not name stays; what is null goes. Texts come as HTML, and profiles are written in plain text.
 *
 * @throws Refusal `invalid` for what is too long, or for pictures that have not been uploaded
 */
export async function changeProfile(
  kith: Kith,
  caller: Account,
  { doc, removed }: { doc: Doc; removed: ReadonlySet<string> },
): Promise<Account> {
  const account = await getAccount(kith.db, caller.id);
  const text = (name: string) => (removed.has(name) ? "" : doc[name] === undefined ? undefined : textOf(doc[name]));
  const summary = text("summary");
  const changes: ProfileChanges = {
    display_name: text("name"),
    note: summary === undefined ? undefined : plainText(summary),
    fields: removed.has("attachment") ? [] : fieldsIn(doc["attachment"]),
    locked: flagIn(doc["manuallyApprovesFollowers"]),
    discoverable: flagIn(doc["discoverable"]),
    indexable: flagIn(doc["indexable"]),
  };
  const pictures: { avatar?: string; header?: string } = {};
  try {
    for (const [kind, name] of [
      ["avatar", "icon"],
      ["header", "image"],
    ] as const) {
      if (removed.has(name)) pictures[kind] = "";
      else if (doc[name] !== undefined)
        pictures[kind] = await addPortrait(kith, kind, await readUpload(kith, account, one(doc[name])));
    }
    return await updateProfile(kith, account, { ...changes, ...pictures });
  } catch (error) {
    for (const name of Object.values(pictures)) await removePortrait(kith, name);
    throw error;
  }
}

function flagIn(value: unknown): boolean | undefined {
  const said = one(value);
  return typeof said === "boolean" ? said : undefined;
}

function fieldsIn(attachment: unknown): { name: string; value: string }[] | undefined {
  if (attachment === undefined) return undefined;
  return all(attachment)
    .slice(0, MOST_FIELDS)
    .flatMap((entry) => {
      const field = asObject(entry);
      if (field?.["type"] !== "PropertyValue") return [];
      return [{ name: textOf(field["name"]), value: plainText(textOf(field["value"])) }];
    });
}
