/** https://docs.joinmastodon.org/methods/admin/email_domain_blocks/, /ip_blocks/ and /canonical_email_blocks/: who cannot sign up or come in. */
import { z } from "zod";
import {
  blockCanonicalEmail,
  blockEmailDomain,
  getCanonicalEmailBlock,
  getEmailDomainBlock,
  loadCanonicalEmailBlocks,
  loadEmailDomainBlocks,
  loadTries,
  matchCanonicalEmail,
  unblockCanonicalEmail,
  unblockEmailDomain,
  type EmailDomainBlock,
} from "../../moderation/emails.ts";
import { blockIp, changeIpBlock, getIpBlock, loadIpBlocks, unblockIp } from "../../moderation/ips.ts";
import { renderCanonicalEmailBlock, renderEmailDomainBlock, renderIpBlock } from "../entities/admin-blocks.ts";
import { paged } from "../links.ts";
import { answer, del, get, idParam, nothing, post, put, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, pagingOf, parse, text, wholeOrNothing } from "../shapes.ts";
import { by, reading, staff, writing } from "./admin.ts";

async function showEmailDomains(request: ApiRequest, blocks: readonly EmailDomainBlock[]) {
  const tries = await loadTries(
    request.kith,
    blocks.map(({ id }) => id),
  );
  return blocks.map((block) => renderEmailDomainBlock(block, tries.get(block.id) ?? []));
}

async function emailDomains(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 100, 200);
  const blocks = await loadEmailDomainBlocks(request.kith.db, paging);
  return paged(request, await showEmailDomains(request, blocks), { cursors: blocks.map(({ id }) => id), paging });
}

async function oneEmailDomain(request: ApiRequest, block: EmailDomainBlock): Promise<Answer> {
  const [shown] = await showEmailDomains(request, [block]);
  return answer(shown);
}

const emailDomain = z.object({ domain: text(300), allow_with_approval: flag.nullish() });

async function addEmailDomain(request: ApiRequest): Promise<Answer> {
  const { domain, allow_with_approval } = parse(request.body, emailDomain);
  const block = await blockEmailDomain(request.kith, by(request), {
    domain,
    allow_with_approval: allow_with_approval ?? undefined,
  });
  return await oneEmailDomain(request, block);
}

async function ips(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 100, 200);
  const blocks = await loadIpBlocks(request.kith.db, paging);
  return paged(request, blocks.map(renderIpBlock), { cursors: blocks.map(({ id }) => id), paging });
}

const ipTerms = { comment: text(2000).nullish(), expires_in: wholeOrNothing(0, 10_000_000_000) };
const freshIp = z.object({ ip: text(100), severity: text(100), ...ipTerms });
const changedIp = z.object({ ip: text(100).nullish(), severity: text(100).nullish(), ...ipTerms });

async function addIp(request: ApiRequest): Promise<Answer> {
  const { comment, ...asked } = parse(request.body, freshIp);
  return answer(renderIpBlock(await blockIp(request.kith, by(request), { ...asked, comment: comment ?? undefined })));
}

async function changeIp(request: ApiRequest): Promise<Answer> {
  const { ip, severity, comment, expires_in } = parse(request.body, changedIp);
  const terms = { ip: ip ?? undefined, severity: severity ?? undefined, comment: comment ?? undefined, expires_in };
  return answer(renderIpBlock(await changeIpBlock(request.kith, by(request), idParam(request), terms)));
}

async function canonicals(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 100, 200);
  const blocks = await loadCanonicalEmailBlocks(request.kith.db, paging);
  return paged(request, blocks.map(renderCanonicalEmailBlock), { cursors: blocks.map(({ id }) => id), paging });
}

const canonical = z.object({ email: text(500).nullish(), canonical_email_hash: text(200).nullish() });

async function addCanonical(request: ApiRequest): Promise<Answer> {
  const { email, canonical_email_hash } = parse(request.body, canonical);
  const what = { email: email ?? undefined, hash: canonical_email_hash ?? undefined };
  return answer(renderCanonicalEmailBlock(await blockCanonicalEmail(request.kith, by(request), what)));
}

async function testCanonical(request: ApiRequest): Promise<Answer> {
  const { email } = parse(request.body, z.object({ email: text(500) }));
  return answer((await matchCanonicalEmail(request.kith.db, email)).map(renderCanonicalEmailBlock));
}

const at = "/api/v1/admin";

/** Reading, showing one, adding and removing, which all three have. */
type Kind = {
  name: string;
  list: (request: ApiRequest) => Promise<Answer>;
  one: (request: ApiRequest, id: number) => Promise<Answer>;
  add: (request: ApiRequest) => Promise<Answer>;
  remove: (request: ApiRequest, id: number) => Promise<void>;
};

const routesOf = ({ name, list, one, add, remove }: Kind): Route[] => [
  get(`${at}/${name}`, reading(name), staff("manage_blocks", list)),
  get(
    `${at}/${name}/:id`,
    reading(name),
    staff("manage_blocks", async (request) => await one(request, idParam(request))),
  ),
  post(`${at}/${name}`, writing(name), staff("manage_blocks", add)),
  del(
    `${at}/${name}/:id`,
    writing(name),
    staff("manage_blocks", async (request) => {
      await remove(request, idParam(request));
      return nothing;
    }),
  ),
];

export const adminBlockRoutes: readonly Route[] = [
  ...routesOf({
    name: "email_domain_blocks",
    list: emailDomains,
    one: async (request, id) => await oneEmailDomain(request, await getEmailDomainBlock(request.kith.db, id)),
    add: addEmailDomain,
    remove: async (request, id) => await unblockEmailDomain(request.kith, by(request), id),
  }),
  ...routesOf({
    name: "ip_blocks",
    list: ips,
    one: async (request, id) => answer(renderIpBlock(await getIpBlock(request.kith.db, id))),
    add: addIp,
    remove: async (request, id) => await unblockIp(request.kith, by(request), id),
  }),
  ...routesOf({
    name: "canonical_email_blocks",
    list: canonicals,
    one: async (request, id) => answer(renderCanonicalEmailBlock(await getCanonicalEmailBlock(request.kith.db, id))),
    add: addCanonical,
    remove: async (request, id) => await unblockCanonicalEmail(request.kith, by(request), id),
  }),
  put(`${at}/ip_blocks/:id`, writing("ip_blocks"), staff("manage_blocks", changeIp)),
  post(`${at}/canonical_email_blocks/test`, reading("canonical_email_blocks"), staff("manage_blocks", testCanonical)),
];
