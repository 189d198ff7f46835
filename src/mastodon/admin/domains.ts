/** https://docs.joinmastodon.org/methods/admin/domain_blocks/ and /domain_allows/ */
import { z } from "zod";
import { allowDomain, disallowDomain, getDomainAllow, loadDomainAllows } from "../../moderation/allows.ts";
import { blockDomain, changeDomainBlock, getDomainBlock, loadDomainBlocks, unblockDomain } from "../../moderation/domains.ts";
import { renderDomainAllow, renderDomainBlock } from "../entities/admin-blocks.ts";
import { paged } from "../links.ts";
import { answer, del, get, idParam, nothing, post, put, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, pagingOf, parse, text } from "../shapes.ts";
import { by, reading, staff, writing } from "./admin.ts";

const terms = {
  severity: z.enum(["noop", "silence", "suspend"], "is not included in the list").nullish(),
  reject_media: flag.nullish(),
  reject_reports: flag.nullish(),
  private_comment: text(2000).nullish(),
  public_comment: text(2000).nullish(),
  obfuscate: flag.nullish(),
};
const fresh = z.object({ domain: text(300), ...terms });
const change = z.object(terms);
const allow = z.object({ domain: text(300) });

/** What is null has not been said. */
const said = <Given extends Record<string, unknown>>(given: Given) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) as {
    [Key in keyof Given]: Exclude<Given[Key], null>;
  };

async function page(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 100, 200);
  const blocks = await loadDomainBlocks(request.kith.db, paging);
  return paged(request, blocks.map(renderDomainBlock), { cursors: blocks.map(({ id }) => id), paging });
}

async function create(request: ApiRequest): Promise<Answer> {
  const { domain, ...given } = parse(request.body, fresh);
  return answer(renderDomainBlock(await blockDomain(request.kith, by(request), domain, said(given))));
}

async function update(request: ApiRequest): Promise<Answer> {
  const given = said(parse(request.body, change));
  return answer(renderDomainBlock(await changeDomainBlock(request.kith, by(request), idParam(request), given)));
}

async function pageOfAllows(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 100, 200);
  const allows = await loadDomainAllows(request.kith.db, paging);
  return paged(request, allows.map(renderDomainAllow), { cursors: allows.map(({ id }) => id), paging });
}

const at = "/api/v1/admin/domain_blocks";
const allows = "/api/v1/admin/domain_allows";
const federation = "manage_federation";

export const adminDomainRoutes: readonly Route[] = [
  get(at, reading("domain_blocks"), staff(federation, page)),
  get(
    `${at}/:id`,
    reading("domain_blocks"),
    staff(federation, async (request) => answer(renderDomainBlock(await getDomainBlock(request.kith.db, idParam(request))))),
  ),
  post(at, writing("domain_blocks"), staff(federation, create)),
  put(`${at}/:id`, writing("domain_blocks"), staff(federation, update)),
  del(
    `${at}/:id`,
    writing("domain_blocks"),
    staff(federation, async (request) => {
      await unblockDomain(request.kith, by(request), idParam(request));
      return nothing;
    }),
  ),
  get(allows, reading("domain_allows"), staff(federation, pageOfAllows)),
  get(
    `${allows}/:id`,
    reading("domain_allows"),
    staff(federation, async (request) => answer(renderDomainAllow(await getDomainAllow(request.kith.db, idParam(request))))),
  ),
  post(
    allows,
    writing("domain_allows"),
    staff(federation, async (request) =>
      answer(renderDomainAllow(await allowDomain(request.kith, by(request), parse(request.body, allow).domain))),
    ),
  ),
  del(
    `${allows}/:id`,
    writing("domain_allows"),
    staff(federation, async (request) => {
      await disallowDomain(request.kith, by(request), idParam(request));
      return nothing;
    }),
  ),
];
