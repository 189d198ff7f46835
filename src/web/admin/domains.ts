/** Blocks and allows of other servers: looked at before they are made, written to a file and read from one. */
import { allowDomain, disallowDomain, loadDomainAllows } from "../../moderation/allows.ts";
import { domainFiles, importDomains, readDomainFile, tiesWith, writeDomainFile } from "../../moderation/domain-file.ts";
import {
  blockDomain,
  changeDomainBlock,
  getDomainBlock,
  loadDomainBlocks,
  readDomain,
  unblockDomain,
  type DomainTerms,
} from "../../moderation/domains.ts";
import { putAside } from "../../media/aside.ts";
import { normalizeHost } from "../../text/names.ts";
import { allowsView, domainsView, domainView, importView, newDomainView } from "../../../views/admin/domains.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { problemsIn } from "../frame/problems.ts";
import { file, go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { asked, by, getId, staffAction, staffPage, staffUpload, tried, type StaffRoute } from "./staff.ts";

const SIZE = 40;
const SEVERITIES = ["silence", "suspend", "noop"] as const;

async function listView(visit: Visit, state: FormState = {}) {
  const paging = readPaging(visit, SIZE);
  const name = asked(visit, "name", 300)?.toLowerCase();
  const { items, pager } = cut(visit, paging, await loadDomainBlocks(visit.kith.db, paging, name), ({ id }) => id);
  const files = await domainFiles(visit.kith.db);
  return domainsView(await contextOf(visit), { blocks: items, name: name ?? "", files, pager, ...state });
}

const termsOf = ({ form }: Visit): DomainTerms => ({
  severity: SEVERITIES.find((one) => one === form.text("severity")),
  reject_media: form.has("reject_media"),
  reject_reports: form.has("reject_reports"),
  obfuscate: form.has("obfuscate"),
  public_comment: form.text("public_comment"),
  private_comment: form.text("private_comment"),
});

/** With a domain in the query, what a block of it would end. */
async function showNew(visit: Visit): Promise<Answer> {
  const text = asked(visit, "domain", 300) ?? "";
  if (text === "") return show(newDomainView(await contextOf(visit), { domain: "", ties: undefined }));
  return await tried(
    visit,
    async () => {
      const domain = readDomain(visit.kith, text);
      return show(newDomainView(await contextOf(visit), { domain, ties: await tiesWith(visit.kith, domain) }));
    },
    async (problems) => newDomainView(await contextOf(visit), { domain: text, ties: undefined, problems }),
    "domain",
  );
}

async function block(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const text = form.text("domain");
  return await tried(
    visit,
    async () => {
      await blockDomain(kith, by(visit), text, termsOf(visit));
      return go(adminRoutes.domains(), "admin.said_blocked");
    },
    async (problems) => {
      // The name is asked for first: once it is right, the form is the second one.
      const nameless = await problemsIn(visit.locale, "domain", () => readDomain(kith, text));
      const named = nameless["domain"] === undefined;
      const ties = named ? await tiesWith(kith, readDomain(kith, text)) : undefined;
      const state = { typed: form.typed, problems: named ? problems : nameless };
      return newDomainView(await contextOf(visit), { domain: text, ties, ...state });
    },
  );
}

async function oneView(visit: Visit, state: FormState = {}) {
  const found = await getDomainBlock(visit.kith.db, getId(visit));
  return domainView(await contextOf(visit), { block: found, ties: await tiesWith(visit.kith, found.domain), ...state });
}

const change = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const { id } = await changeDomainBlock(visit.kith, by(visit), getId(visit), termsOf(visit));
      return go(adminRoutes.domain(id), "admin.said_saved");
    },
    async (problems) => await oneView(visit, { typed: visit.form.typed, problems }),
  );

async function unblock(visit: Visit): Promise<Answer> {
  await unblockDomain(visit.kith, by(visit), getId(visit));
  return go(adminRoutes.domains(), "admin.said_unblocked");
}

const download = async (visit: Visit): Promise<Answer> => {
  const { kith } = visit;
  return file(await writeDomainFile(kith.db, asked(visit, "after", 300) ?? ""), {
    type: "text/csv",
    name: `${kith.instance.domain.replace(":", "-")}-domain_blocks.csv`,
  });
};

/** Of a file or a pasted list; when it is carried out, of the one that was put aside for that. */
const givenIn = ({ form }: Visit): Buffer => form.file("file")?.bytes ?? Buffer.from(form.text("list"));

/** Shows what a file or a pasted list holds; nothing is done yet. */
const lookAtFile = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const bytes = givenIn(visit);
      const blocks = await readDomainFile(visit.kith, bytes.toString("utf8"));
      const { id: aside } = await putAside(visit.kith, { id: visit.viewer_id }, { bytes });
      return show(importView(await contextOf(visit), { blocks, aside }));
    },
    async (problems) => await listView(visit, { typed: visit.form.typed, problems }),
    "list",
  );

const carryOut = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const { kith, form } = visit;
      const except = form
        .text("except")
        .split(/[\s,]+/)
        .flatMap((name) => normalizeHost(name) ?? []);
      await importDomains(kith, by(visit), await readDomainFile(kith, givenIn(visit).toString("utf8")), new Set(except));
      return go(adminRoutes.domains(), "admin.said_blocked");
    },
    async (problems) => await listView(visit, { typed: visit.form.typed, problems }),
    "list",
  );

async function allowsPage(visit: Visit, state: FormState = {}) {
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadDomainAllows(visit.kith.db, paging), ({ id }) => id);
  return allowsView(await contextOf(visit), { allows: items, limited: visit.kith.instance.federation.limited, pager, ...state });
}

const allow = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      await allowDomain(visit.kith, by(visit), visit.form.text("domain"));
      return go(adminRoutes.allows(), "admin.said_saved");
    },
    async (problems) => await allowsPage(visit, { typed: visit.form.typed, problems }),
    "domain",
  );

async function disallow(visit: Visit): Promise<Answer> {
  await disallowDomain(visit.kith, by(visit), getId(visit));
  return go(adminRoutes.allows(), "admin.said_done");
}

const may = "manage_federation";

export const domainRoutes: readonly StaffRoute[] = [
  staffPage("/admin/domains", may, async (visit) => show(await listView(visit))),
  staffAction("/admin/domains", may, block),
  staffPage("/admin/domains/new", may, showNew),
  staffPage("/admin/domains/export.csv", may, download),
  staffUpload("/admin/domains/import", may, lookAtFile),
  staffUpload("/admin/domains/import/carry_out", may, carryOut),
  staffPage("/admin/domains/:id", may, async (visit) => show(await oneView(visit))),
  staffAction("/admin/domains/:id", may, change),
  staffAction("/admin/domains/:id/remove", may, unblock),
  staffPage("/admin/allows", may, async (visit) => show(await allowsPage(visit))),
  staffAction("/admin/allows", may, allow),
  staffAction("/admin/allows/:id/remove", may, disallow),
];
