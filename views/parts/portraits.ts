/** The fields for the avatar and the header, of a profile and of a group: the file, taking away what is there, and what it shows. */
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { check, field, fileControl, type FormState } from "./form.ts";
import { avatarView } from "./names.ts";

export const PORTRAIT_FIELDS = ["avatar", "header", "avatar_description", "header_description"] as const;

/**
 * Posts (multipart) `avatar` and `header` (files), `remove_avatar`, `remove_header`, `avatar_description`, `header_description`.
 *
 * @param account undefined: of what is only being made
 * @param labels what the pictures are called
 */
export function portraitFields(
  ctx: ViewContext,
  account: Account | undefined,
  state: FormState,
  labels: Readonly<Record<"avatar" | "header", string>>,
): Html {
  const { t } = ctx;
  const picture = (name: "avatar" | "header", shown: Html | string) => {
    const label = labels[name];
    const more =
      (account?.[name] ?? "") === ""
        ? ""
        : html`${check(`remove_${name}`, { label: t(name === "avatar" ? "settings.remove_avatar" : "settings.remove_header"), checked: false })}`;
    const description = field(`${name}_description`, {
      ...state,
      label: t(name === "avatar" ? "settings.avatar_description" : "settings.header_description"),
      hint: t("settings.picture_description_hint"),
      value: account?.[`${name}_description`] ?? "",
      maxlength: 1200,
    });
    return html`<fieldset class="stack picture"><legend>${label}</legend><label for="f-${name}" class="vh">${t("settings.choose_picture", { what: label })}</label><div class="field">${shown}${fileControl(ctx, name, { ...state, accept: "image/*" })}</div>${more}${description}</fieldset>`;
  };
  const banner =
    (account?.header ?? "") === "" || account === undefined
      ? ""
      : html`<img class="banner-small" src="${ctx.portraitUrl(account, "header")}" alt="" width="144" height="48">`;
  return html`${picture("avatar", account === undefined ? "" : avatarView(account, ctx))}${picture("header", banner)}`;
}
