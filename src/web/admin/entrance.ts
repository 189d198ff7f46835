/** Who cannot sign up or come in, and all invitations. */
import { endInvite, isOpen, loadAllInvites } from "../../access/invites.ts";
import { loadAccounts } from "../../accounts/find.ts";
import {
  blockCanonicalEmail,
  blockEmailDomain,
  loadCanonicalEmailBlocks,
  loadEmailDomainBlocks,
  loadTries,
  matchCanonicalEmail,
  unblockCanonicalEmail,
  unblockEmailDomain,
} from "../../moderation/emails.ts";
import { blockIp, changeIpBlock, loadIpBlocks, unblockIp } from "../../moderation/ips.ts";
import { addressesView, emailsView, invitesView, ipsView } from "../../../views/admin/entrance.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { inside } from "../frame/inside.ts";
import type { Fields } from "../frame/problems.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { idNamed } from "./named.ts";
import { asked, by, getId, staffAction, staffPage, tried, type StaffRoute } from "./staff.ts";

const SIZE = 40;

async function emailsPage(visit: Visit, state: FormState = {}) {
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadEmailDomainBlocks(visit.kith.db, paging), ({ id }) => id);
  const tries = await loadTries(
    visit.kith,
    items.map(({ id }) => id),
  );
  return emailsView(await contextOf(visit), { blocks: items, tries, pager, ...state });
}

const addEmail = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const { form } = visit;
      const terms = { domain: form.text("domain"), allow_with_approval: form.has("allow_with_approval") };
      await blockEmailDomain(visit.kith, by(visit), terms);
      return go(adminRoutes.emails(), "admin.said_saved");
    },
    async (problems) => await emailsPage(visit, { typed: visit.form.typed, problems }),
    "domain",
  );

async function addressesPage(visit: Visit, state: FormState & { found?: boolean } = {}) {
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadCanonicalEmailBlocks(visit.kith.db, paging), ({ id }) => id);
  return addressesView(await contextOf(visit), { blocks: items, pager, found: undefined, ...state });
}

const addAddress = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      await blockCanonicalEmail(visit.kith, by(visit), { email: visit.form.text("email") });
      return go(adminRoutes.addresses(), "admin.said_saved");
    },
    async (problems) => await addressesPage(visit, { typed: visit.form.typed, problems }),
    "email",
  );

async function testAddress(visit: Visit): Promise<Answer> {
  const found = (await matchCanonicalEmail(visit.kith.db, visit.form.text("email"))).length > 0;
  return show(await addressesPage(visit, { found, typed: visit.form.typed }));
}

async function ipsPage(visit: Visit, state: FormState = {}) {
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadIpBlocks(visit.kith.db, paging), ({ id }) => id);
  return ipsView(await contextOf(visit), { blocks: items, pager, ...state });
}

/** Without `expires_in` the end stays as it is. */
function ipTerms({ form }: Visit) {
  const seconds = Number(/^\d{1,10}$/.test(form.text("expires_in")) ? form.text("expires_in") : Number.NaN);
  return {
    ip: form.text("ip"),
    severity: form.text("severity"),
    comment: form.text("comment"),
    ...(Number.isNaN(seconds) ? {} : { expires_in: seconds }),
  };
}

const OF_IP: Fields = [
  ["Comment", "comment"],
  [/./, "ip"],
];

const addIp = async (visit: Visit) =>
  await tried(
    visit,
    async () => {
      await blockIp(visit.kith, by(visit), ipTerms(visit));
      return go(adminRoutes.ips(), "admin.said_saved");
    },
    async (problems) => await ipsPage(visit, { typed: visit.form.typed, problems }),
    OF_IP,
  );

async function showInvites(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const who = asked(visit, "who");
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadAllInvites(kith.db, paging, await idNamed(visit, who)), ({ id }) => id);
  const accounts = await loadAccounts(
    kith.db,
    items.map(({ user_id }) => user_id),
  );
  const invites = items.map((invite) => ({ ...invite, open: isOpen(kith, invite) }));
  const parts = { invites, accounts, who: who ?? "", members: kith.instance.members_invite, pager };
  return show(invitesView(await contextOf(visit), parts));
}

const removing =
  (remove: (visit: Visit, id: number) => Promise<unknown>, to: string) =>
  async (visit: Visit): Promise<Answer> => {
    await remove(visit, getId(visit));
    return go(to, "admin.said_done");
  };

const may = "manage_blocks";

export const entranceRoutes: readonly StaffRoute[] = [
  staffPage("/admin/emails", may, async (visit) => show(await emailsPage(visit))),
  staffAction("/admin/emails", may, addEmail),
  staffAction(
    "/admin/emails/:id/remove",
    may,
    removing(async (visit, id) => await unblockEmailDomain(visit.kith, by(visit), id), adminRoutes.emails()),
  ),
  staffPage("/admin/addresses", may, async (visit) => show(await addressesPage(visit))),
  staffAction("/admin/addresses/add", may, addAddress),
  staffAction("/admin/addresses/test", may, testAddress),
  staffAction(
    "/admin/addresses/:id/remove",
    may,
    removing(async (visit, id) => await unblockCanonicalEmail(visit.kith, by(visit), id), adminRoutes.addresses()),
  ),
  staffPage("/admin/ips", may, async (visit) => show(await ipsPage(visit))),
  staffAction("/admin/ips", may, addIp),
  inside(
    staffAction("/admin/ips/:id", may, async (visit) => {
      await changeIpBlock(visit.kith, by(visit), getId(visit), ipTerms(visit));
      return go(adminRoutes.ips(), "admin.said_saved");
    }),
    OF_IP,
  ),
  staffAction(
    "/admin/ips/:id/remove",
    may,
    removing(async (visit, id) => await unblockIp(visit.kith, by(visit), id), adminRoutes.ips()),
  ),
  staffPage("/admin/invites", "manage_invites", showInvites),
  staffAction(
    "/admin/invites/:id/end",
    "manage_invites",
    removing(async (visit, id) => await endInvite(visit.kith, by(visit), id), adminRoutes.invites()),
  ),
];
