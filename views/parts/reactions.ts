/** The emoji under a status: each a button that adds one's own or takes it back; who reads a status by itself can choose another. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { PageReaction, StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { described, flagAttribute, form, problemView, stateOf, type FormState } from "./form.ts";

const OFFERED = ["\u{1F44D}", "\u2764\uFE0F", "\u{1F602}", "\u{1F389}", "\u{1F62E}", "\u{1F622}"] as const;

/** @param choose whether others are offered, too */
export function reactionsView(
  status: Status,
  page: StatusPage,
  ctx: ViewContext,
  { anchor, choose }: { anchor: string; choose: boolean },
): Html {
  const given = page.reactions.get(status.id) ?? [];
  if (ctx.viewer === undefined)
    return given.length === 0
      ? raw("")
      : html`<p class="reactions">${given.map((one) => html`<span class="chip">${insideView(one, ctx)}</span>`)}</p>`;
  if (given.length === 0 && !choose) return raw("");
  const back = ctx.path.split("#")[0] ?? "";
  const others = choose ? chooseView(given, stateOf(ctx, routes.react(status.id)), ctx) : "";
  return form(ctx, routes.react(status.id), html`${given.map((one) => chipView(status, one, ctx))}${others}`, {
    className: "reactions",
    return_to: `${back}#${anchor}`,
  });
}

function chipView(status: Status, one: PageReaction, ctx: ViewContext): Html {
  const address = one.me ? routes.unreact(status.id) : routes.react(status.id);
  const title = ctx.t("post.reaction_people", { name: one.name, count: one.count });
  return html`<button class="chip" formaction="${address}" name="emoji" value="${one.name}" aria-pressed="${one.me}" title="${title}">${insideView(one, ctx)}</button>`;
}

function insideView({ name, image_url, count }: PageReaction, ctx: ViewContext): Html {
  const picture =
    image_url === ""
      ? name
      : html`<img class="emoji" src="${ctx.emojiUrl(image_url)}" alt=":${name}:" width="20" height="20" loading="lazy">`;
  return html`${picture} <span class="n">${ctx.locale.shortNumber(count)}</span>`;
}

function chooseView(given: readonly PageReaction[], { typed, problems, prefix }: FormState, { t }: ViewContext): Html {
  const id = `${prefix ?? "f-"}other`;
  const problem = problems?.["other"];
  const known = new Set(given.map(({ name }) => name));
  const offered = OFFERED.filter((emoji) => !known.has(emoji)).map(
    (emoji) =>
      html`<button class="chip" name="emoji" value="${emoji}" aria-label="${t("post.react_with", { emoji })}">${emoji}</button>`,
  );
  return html`<details class="more" name="menu"${flagAttribute("open", problems !== undefined)}><summary class="chip">${t("post.react")}</summary><div class="reactions">${offered}<label>${t("post.react_another")} <input type="text" id="${id}" name="other" value="${typed?.["other"] ?? ""}" size="6" maxlength="100" autocomplete="off"${described(id, { problem })}></label><button class="chip" name="emoji" value="">${t("common.add")}</button></div>${problemView(id, problem)}</details>`;
}
