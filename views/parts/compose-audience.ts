/** For whom a post is: four choices, and in words whom the chosen one reaches. */
import type { Visibility } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Locale } from "../../src/words/locale.ts";
import type { Compose } from "../compose.ts";
import type { ViewContext } from "../context.ts";
import { icon } from "../icons.ts";
import { check, flagAttribute } from "./form.ts";
import { audienceOf } from "./words.ts";

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private", "direct"];

/** Whom a message reaches, by the handles in its text; `unknown`: of whom nobody here knows. */
export function reachWords(
  { t, list }: Pick<Locale, "t" | "list">,
  names: readonly string[],
  unknown: readonly string[],
): { line: string; unknown: string } {
  return {
    line: names.length === 0 ? t("compose.reach_nobody") : t("post.audience_direct_names", { names: list(names) }),
    unknown: unknown.length === 0 ? "" : t("compose.reach_unknown", { names: list(unknown), count: unknown.length }),
  };
}

export function audienceView(compose: Compose, ctx: ViewContext): Html {
  const followers = ctx.viewer?.account.followers_count ?? 0;
  const { edited, visibility, mentioned = [], unknown = [], local_only } = compose;
  if (edited !== undefined) {
    const { icon: name, line } = audienceOf(ctx, edited.visibility, followers, mentioned);
    const here = local_only ? html` ${ctx.t("compose.local_only_line", { domain: ctx.instance.domain })}` : "";
    return html`<p class="audience-line fixed">${icon(name)}<span>${line}. ${ctx.t("compose.audience_stays")}${here}</span></p>`;
  }
  const reach = reachWords(ctx.locale, mentioned, unknown);
  const choices = VISIBILITIES.map((each) => {
    const { name, icon: symbol } = audienceOf(ctx, each);
    return html`<label class="choice"><input type="radio" name="visibility" value="${each}" aria-describedby="reach-${each}"${flagAttribute("checked", each === visibility)}>${icon(symbol)}<span>${name}</span></label>`;
  });
  const lines = VISIBILITIES.map((each) => {
    const { line, name } = audienceOf(ctx, each, followers);
    const words = each === "direct" ? html`<span data-reach>${reach.line}</span> ${ctx.t("compose.not_encrypted")}` : line;
    return html`<p class="audience-line ${each}" id="reach-${each}" data-name="${name}">${words}</p>`;
  });
  const strangers = html`<p class="hint unknown" data-unknown${reach.unknown === "" ? raw(" hidden") : ""}>${reach.unknown}</p>`;
  const local = check("local_only", {
    label: ctx.t("compose.local_only"),
    hint: ctx.t("compose.local_only_line", { domain: ctx.instance.domain }),
    checked: local_only,
  });
  return html`<fieldset class="audience"><legend>${ctx.t("compose.audience")}</legend><div class="choices">${choices}</div>${lines}${strangers}${local}</fieldset>`;
}
