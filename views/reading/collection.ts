/** Collections: accounts that somebody recommends together. The page of one, one's own, and the forms for making and changing them. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html, type Html } from "../../src/html.ts";
import type { Relation, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { accountCard, accountList, cardList } from "../parts/account-card.ts";
import { collectionCards, type CollectionCard } from "../parts/collection-card.ts";
import { check, field, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { languageChoices } from "../parts/languages.ts";
import { handleOf, nameView } from "../parts/names.ts";
import { emptyView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { peoplePage } from "../people/people-frame.ts";
import { routes } from "../frame/routes.ts";

type Collection = Row<"collections">;

export type CollectionPage = {
  collection: Pick<Collection, "id" | "account_id" | "name" | "description" | "sensitive" | "language">;
  curator: Account;
  accounts: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
  tag?: { name: string; display_name: string } | undefined;
  /** The viewer's own place in it. */
  own_item?: number | undefined;
};

export function collectionView(ctx: ViewContext, page: CollectionPage): Html {
  const { collection, curator, accounts, relations, tag } = page;
  const { t } = ctx;
  const who = html`<a href="${routes.profile(curator)}" dir="auto">${nameView(curator, ctx)}</a> ${handleOf(curator)}`;
  const lead = ctx.rich("lists.collection_by", { who });
  const language = collection.language === "" ? "" : html` lang="${collection.language}"`;
  const words = collection.description === "" ? "" : html`<p dir="auto"${language}>${collection.description}</p>`;
  const description =
    words === "" || collection.sensitive === 0
      ? words
      : html`<details class="cw"><summary>${t("lists.collection_sensitive")}</summary>${words}</details>`;
  const about =
    tag === undefined
      ? ""
      : html`<p><a href="${routes.tag(tag.name)}" dir="auto">#${tag.display_name === "" ? tag.name : tag.display_name}</a></p>`;
  const list =
    accounts.length === 0
      ? emptyView(t("lists.collection_nobody"), t("lists.collection_nobody_lesson"))
      : accountList(accounts, relations, ctx);
  const main = html`${pageHead(html`<span dir="auto">${collection.name}</span>`, { lead, actions: actionsView(ctx, page) })}${description}${about}${list}`;
  return layout(ctx, { title: collection.name, main });
}

function actionsView({ t, viewer }: ViewContext, { collection, curator, own_item }: CollectionPage): Html | undefined {
  if (viewer?.account.id === curator.id)
    return html`<a class="button" href="${routes.editCollection(collection.id)}">${icon("edit")}${t("common.edit")}</a>`;
  if (own_item === undefined) return undefined;
  return html`<a class="button" href="${routes.actOnCollection(collection.id, "leave")}">${t("lists.collection_leave")}</a>`;
}

/** `mine`: of which one is the curator; `with_me`: in which one stands. */
export function collectionsView(
  ctx: ViewContext,
  { mine, with_me }: { mine: readonly CollectionCard[]; with_me: readonly CollectionCard[] },
): Html {
  const { t } = ctx;
  const add = html`<a class="button primary" href="${routes.newCollection}">${t("lists.collection_new")}</a>`;
  const own =
    mine.length === 0 ? emptyView(t("lists.collections_none"), t("lists.collections_lesson"), add) : collectionCards(mine, ctx);
  const others =
    with_me.length === 0
      ? ""
      : html`<section><h2>${t("lists.collections_with")}</h2><p class="hint">${t("lists.collections_with_hint")}</p>${collectionCards(with_me, ctx)}</section>`;
  return peoplePage(ctx, "collections", html`${own}${others}`, {
    lead: t("lists.collections_lead"),
    actions: mine.length === 0 ? undefined : add,
  });
}

type Member = { item_id: number; account: Account; waiting: boolean };
export type CollectionForm = FormState & {
  /** Undefined for a new one. */
  collection?: Collection | undefined;
  tag?: string;
  members?: readonly Member[];
  /** Who was searched for, and who was found. */
  q?: string;
  found?: readonly Account[];
  limits: { name: number; description: number; items: number };
};

/** Posts `name`, `description`, `language`, `tag`, `discoverable` and `sensitive`. */
export function editCollectionView(ctx: ViewContext, state: CollectionForm): Html {
  const { t } = ctx;
  const { collection, typed, problems, limits } = state;
  const flag = (name: "discoverable" | "sensitive", otherwise: boolean) =>
    typed === undefined ? (collection === undefined ? otherwise : collection[name] === 1) : typed[name] !== undefined;
  const languages = [["", t("explore.any")] as const, ...languageChoices(ctx, collection?.language ?? "")];
  const fields = html`${problemSummary(ctx, problems)}${field("name", { typed, problems, label: t("lists.collection_name"), value: collection?.name ?? "", required: true, maxlength: limits.name * 2 })}${field("description", { typed, problems, label: t("lists.collection_description"), hint: t("lists.collection_description_hint", { max: limits.description }), value: collection?.description ?? "", rows: 2, maxlength: limits.description * 4 })}${field("tag", { typed, problems, label: t("lists.collection_tag"), hint: t("lists.collection_tag_hint"), value: state.tag ?? "", plain: true, maxlength: 200 })}${select("language", { label: t("common.language"), choices: languages, value: typed?.["language"] ?? collection?.language ?? "" })}${check("discoverable", { label: t("lists.collection_discoverable"), hint: t("lists.collection_discoverable_hint"), checked: flag("discoverable", true) })}${check("sensitive", { label: t("lists.collection_is_sensitive"), hint: t("lists.collection_is_sensitive_hint"), checked: flag("sensitive", false) })}`;
  const to = collection === undefined ? routes.newCollection : routes.editCollection(collection.id);
  const values = form(
    ctx,
    to,
    html`${fields}<p class="buttons">${submit(t("common.save"))} <a class="button" href="${collection === undefined ? routes.collections : routes.collection(collection.id)}">${t("common.cancel")}</a></p>`,
    { className: "stack" },
  );
  const title = collection?.name ?? t("lists.collection_new");
  const body =
    collection === undefined
      ? values
      : html`${membersView(ctx, collection, state)}<section class="after"><h2>${t("lists.settings")}</h2>${values}</section><p class="after"><a class="button" href="${routes.actOnCollection(collection.id, "delete")}">${t("lists.collection_delete")}</a></p>`;
  return peoplePage(ctx, "collections", body, {
    title,
    heading: html`<span dir="auto">${title}</span>`,
    above: { href: routes.collections, label: t("people.collections") },
  });
}

function membersView(ctx: ViewContext, { id }: Collection, { members = [], q = "", found = [], limits }: CollectionForm): Html {
  const { t } = ctx;
  const act = (to: "add" | "remove", name: "account" | "item", value: number, account: Account) =>
    form(
      ctx,
      routes.actOnCollection(id, to),
      html`<input type="hidden" name="${name}" value="${value}"><button class="button${to === "add" ? " primary" : ""}">${t(to === "add" ? "common.add" : "common.remove")}${hidden(` ${handleOf(account)}`)}</button>`,
    );
  const rows = members.map(({ item_id, account, waiting }) =>
    accountCard(account, undefined, ctx, {
      actions: act("remove", "item", item_id, account),
      why: waiting ? t("lists.collection_waiting") : undefined,
    }),
  );
  const results = found.map((account) =>
    accountCard(account, undefined, ctx, { actions: act("add", "account", account.id, account) }),
  );
  const none = q === "" ? "" : emptyView(t("people.not_found"), t("people.not_found_lesson", { q }));
  return html`<section><h2>${t("lists.add")}</h2><form class="search within" role="search" method="get" action="${routes.editCollection(id)}"><label for="f-q">${t("lists.collection_search")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" maxlength="200" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto"><button class="button">${icon("search")}${t("common.search")}</button></div></form>${results.length === 0 ? none : cardList(results)}</section>
<section><h2>${t("lists.members")}</h2><p class="hint">${t("lists.collection_room", { count: members.length, max: limits.items })}</p>${rows.length === 0 ? emptyView(t("lists.nobody"), t("lists.collection_add_lesson")) : cardList(rows)}</section>`;
}
