/** The avatar and the header that come with a form: of a profile, of a group. */
import { Refusal } from "../../errors.ts";
import { addPortrait, removePortrait } from "../../media/portraits.ts";
import type { Problems } from "../../../views/frame/context.ts";
import type { Fields } from "./problems.ts";
import type { Visit } from "./visit.ts";

const PORTRAITS = ["avatar", "header"] as const;
type Portraits = Partial<Record<(typeof PORTRAITS)[number], string>>;

/** What a form says of pictures that is wrong, by its fields. */
export const PORTRAIT_PROBLEMS: Fields = [
  ["Avatar description", "avatar_description"],
  ["Header description", "header_description"],
];

/** What they show, in words. */
export const readDescriptions = ({ form }: Visit) => ({
  avatar_description: form.text("avatar_description"),
  header_description: form.text("header_description"),
});

/** The names of the new pictures ("" for those taken away), kept already; what could not be read is told at its field. */
export async function readPortraits({ kith, form, locale }: Visit): Promise<{ pictures: Portraits; problems: Problems }> {
  const pictures: Portraits = {};
  const problems: Record<string, string> = {};
  for (const name of PORTRAITS) {
    const file = form.file(name);
    if (file === undefined) {
      if (form.has(`remove_${name}`)) pictures[name] = "";
      continue;
    }
    try {
      if (file.too_large)
        problems[name] = locale.t("common.file_too_large", { size: locale.bytes(kith.instance.limits.image_bytes) });
      else pictures[name] = await addPortrait(kith, name, file.bytes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems[name] = locale.refusal(error.message);
    }
  }
  return { pictures, problems };
}

/** Those of a form that could not be saved. */
export async function forgetPortraits({ kith }: Visit, pictures: Portraits): Promise<void> {
  for (const name of PORTRAITS) await removePortrait(kith, pictures[name] ?? "");
}
