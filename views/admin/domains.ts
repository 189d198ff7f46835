/** Servers with which this one has little or nothing to do, and those with which it has to do at all where federation is limited. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { DomainAllow } from "../../src/moderation/allows.ts";
import type { ListedBlock, Ties } from "../../src/moderation/domain-file.ts";
import type { DomainBlock } from "../../src/moderation/domains.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { check, field, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { timeView } from "../parts/time.ts";
import { pagerView } from "../parts/timeline.ts";
import { adminPage } from "./frame.ts";
import { actButton, askFirst, card, cardsOr, dotted, factList, filterForm, sectionView, smallField } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type Domains = {
  blocks: readonly DomainBlock[];
  name: string;
  /** After which names the files begin that hold all blocks. */
  files: readonly string[];
  pager: Pager;
};

export function domainsView(ctx: ViewContext, { blocks, name, files, pager, ...state }: Domains & FormState): Html {
  const { t } = ctx;
  const list = cardsOr(
    blocks.map((block) => blockView(block, ctx)),
    t(name === "" ? "admin.domains_none" : "admin.none_found"),
  );
  const file = html`${field("list", { ...state, label: t("admin.import_paste"), hint: t("admin.import_hint"), rows: 3, maxlength: 200_000, plain: true })}<label class="field"><span>${t("admin.import_file")}</span><input type="file" name="file" accept=".csv,text/csv,text/plain"></label><p class="buttons"><button class="button">${t("admin.import_look")}</button></p>`;
  const exports = files.map((after, at) => {
    const label = files.length === 1 ? t("admin.export") : t("admin.export_part", { number: at + 1, count: files.length });
    return html`<a class="button" href="${adminRoutes.exportDomains(after)}">${label}</a>`;
  });
  const main = html`${problemSummary(ctx, state.problems)}<div class="buttons"><a class="button primary" href="${adminRoutes.newDomain()}">${t("admin.domain_block_new")}</a>${exports}</div>
${filterForm(ctx, adminRoutes.domains(), smallField("name", t("admin.host_name"), { value: name, type: "search", maxlength: 300 }))}${list}${pagerView(pager, ctx)}
${sectionView(t("admin.import"), form(ctx, adminRoutes.importDomains, file, { className: "stack", files: true }))}`;
  return adminPage(ctx, { at: "domains", title: t("admin.page_domains"), lead: t("admin.domains_lead"), main });
}

const blockView = (block: DomainBlock, ctx: ViewContext): Html =>
  card(
    html`<a href="${adminRoutes.domain(block.id)}">${block.domain}</a>`,
    dotted([
      ctx.t(`admin.severity_${block.severity}`),
      block.reject_media === 1 && ctx.t("admin.no_media"),
      block.reject_reports === 1 && ctx.t("admin.no_reports_from"),
      block.public_comment,
      timeView(block.created_at, ctx),
    ]),
  );

const tiesView = (ctx: ViewContext, ties: Ties): Html =>
  factList([
    [ctx.t("admin.ties_hosts"), ties.hosts.slice(0, 20).join(", ") || ctx.t("admin.none_now")],
    [ctx.t("admin.host_accounts"), ctx.locale.number(ties.accounts)],
    [ctx.t("admin.host_following"), ctx.locale.number(ties.following)],
    [ctx.t("admin.host_followers"), ctx.locale.number(ties.followers)],
  ]);

const SEVERITIES = ["silence", "suspend", "noop"] as const;

function termsFields(ctx: ViewContext, block: Partial<DomainBlock>, state: FormState): Html {
  const { t } = ctx;
  const { typed } = state;
  const on = (name: "reject_media" | "reject_reports" | "obfuscate") =>
    typed === undefined ? block[name] === 1 : typed[name] !== undefined;
  return html`${select("severity", { label: t("admin.severity"), hint: t("admin.severity_hint"), choices: SEVERITIES.map((one) => [one, t(`admin.severity_${one}`)] as const), value: typed?.["severity"] ?? block.severity ?? "silence" })}
${check("reject_media", { label: t("admin.no_media"), checked: on("reject_media") })}
${check("reject_reports", { label: t("admin.no_reports_from"), checked: on("reject_reports") })}
${check("obfuscate", { label: t("admin.obfuscate"), hint: t("admin.obfuscate_hint"), checked: on("obfuscate") })}
${field("public_comment", { ...state, label: t("admin.public_comment"), hint: t("admin.public_comment_hint"), value: block.public_comment ?? "", maxlength: 2000 })}
${field("private_comment", { ...state, label: t("admin.private_comment"), hint: t("admin.private_comment_hint"), value: block.private_comment ?? "", rows: 2, maxlength: 2000 })}`;
}

/** Asks for a domain first; once there is one, says what a block would end. Posts `domain` and the terms. */
export function newDomainView(
  ctx: ViewContext,
  { domain, ties, ...state }: { domain: string; ties: Ties | undefined } & FormState,
): Html {
  const { t } = ctx;
  if (ties === undefined) {
    const ask = html`<form class="stack" method="get" action="${adminRoutes.newDomain()}">${field("domain", { ...state, label: t("admin.host_name"), hint: t("admin.domain_hint"), value: domain, required: true, maxlength: 300, plain: true })}<p class="buttons">${submit(t("admin.domain_look"))}</p></form>`;
    return adminPage(ctx, {
      at: "domains",
      title: t("admin.domain_block_new"),
      main: html`${problemSummary(ctx, state.problems)}${ask}`,
    });
  }
  const fields = html`<input type="hidden" name="domain" value="${domain}">${termsFields(ctx, {}, state)}<p class="buttons"><button class="button danger">${t("admin.domain_block")}</button> <a class="button" href="${adminRoutes.domains()}">${t("common.cancel")}</a></p>`;
  const main = html`${problemSummary(ctx, state.problems)}${sectionView(t("admin.ties"), html`<p class="hint">${t("admin.ties_hint")}</p>${tiesView(ctx, ties)}`)}${sectionView(t("admin.terms_of_block"), form(ctx, adminRoutes.domains(), fields, { className: "stack" }))}`;
  return adminPage(ctx, { at: "domains", title: t("admin.domain_block_named", { domain }), main });
}

export function domainView(ctx: ViewContext, { block, ties, ...state }: { block: DomainBlock; ties: Ties } & FormState): Html {
  const { t } = ctx;
  const fields = html`${termsFields(ctx, block, state)}<p class="buttons">${submit(t("common.save"))}</p>`;
  const end = askFirst(
    t("admin.domain_unblock"),
    html`<p>${t("admin.domain_unblock_hint")}</p>${actButton(ctx, adminRoutes.removeDomain(block.id), t("admin.domain_unblock"), { looks: "danger" })}`,
  );
  const main = html`${problemSummary(ctx, state.problems)}${form(ctx, adminRoutes.domain(block.id), fields, { className: "stack" })}${sectionView(t("admin.ties_now"), html`${tiesView(ctx, ties)}<div class="buttons"><a class="button" href="${adminRoutes.accounts({ host: block.domain })}">${t("admin.page_accounts")}</a>${end}</div>`)}`;
  return adminPage(ctx, { at: "domains", title: block.domain, main });
}

/** So many of a file's servers are shown. */
const MOST_SHOWN = 500;

/** What a file holds, before anything is done. Posts `aside_file`, under which it has been put aside, and `except`. */
export function importView(ctx: ViewContext, { blocks, aside }: { blocks: readonly ListedBlock[]; aside: number }): Html {
  const { t } = ctx;
  const fresh = blocks.filter(({ known }) => !known);
  const list = cardsOr(
    fresh
      .slice(0, MOST_SHOWN)
      .map(({ domain, terms }) =>
        card(domain, dotted([t(`admin.severity_${terms.severity ?? "suspend"}`), terms.public_comment])),
      ),
    t("admin.import_nothing"),
  );
  const fields = html`<input type="hidden" name="aside_file" value="${aside}">${smallField("except", t("admin.import_except"), { rows: 2, maxlength: 20_000 })}<p class="buttons"><button class="button danger">${t("admin.import_now", { count: fresh.length })}</button> <a class="button" href="${adminRoutes.domains()}">${t("common.cancel")}</a></p>`;
  const act =
    fresh.length === 0
      ? html`<p><a class="button" href="${adminRoutes.domains()}">${t("common.back")}</a></p>`
      : form(ctx, adminRoutes.carryOutImport, fields, { className: "stack", files: true });
  const more =
    fresh.length > MOST_SHOWN ? html`<p class="hint">${t("admin.import_more", { count: fresh.length - MOST_SHOWN })}</p>` : "";
  const main = html`<p>${t("admin.import_found", { count: blocks.length, known: blocks.length - fresh.length })}</p>${act}${list}${more}`;
  return adminPage(ctx, { at: "domains", title: t("admin.import"), main });
}

/** Posts `domain`. */
export function allowsView(
  ctx: ViewContext,
  { allows, limited, pager, ...state }: { allows: readonly DomainAllow[]; limited: boolean; pager: Pager } & FormState,
): Html {
  const { t } = ctx;
  const list = cardsOr(
    allows.map((allow) =>
      card(
        allow.domain,
        timeView(allow.created_at, ctx),
        actButton(ctx, adminRoutes.removeAllow(allow.id), t("common.remove"), { about: allow.domain }),
      ),
    ),
    t("admin.allows_none"),
  );
  const fields = html`${field("domain", { ...state, label: t("admin.host_name"), required: true, maxlength: 300, plain: true })}<p class="buttons">${submit(t("common.add"))}</p>`;
  const main = html`${problemSummary(ctx, state.problems)}${list}${pagerView(pager, ctx)}${sectionView(t("admin.allow_new"), form(ctx, adminRoutes.allows(), fields, { className: "stack" }))}`;
  return adminPage(ctx, {
    at: "allows",
    title: t("admin.page_allows"),
    lead: t(limited ? "admin.allows_limited" : "admin.allows_open"),
    main,
  });
}
