/** `masto` on what administrators do: every resource of its `admin`. */
import { expect } from "vitest";
import { createUser } from "../../../src/accounts/create.ts";
import { type Steps } from "./setting.ts";

export const staff: Steps = {
  "accounts are limited and freed, let in and turned away": async ({ as, id }) => {
    const bob = as("mod").v1.admin.accounts.$select(id("bob"));
    const undone = { sensitive: "unsensitive", silence: "unsilence", suspend: "unsuspend", disable: "enable" } as const;
    for (const type of ["sensitive", "silence", "suspend", "disable"] as const) {
      await bob.action.create({ type });
      expect(await bob[undone[type]]()).toMatchObject({ id: id("bob"), suspended: false, silenced: false, disabled: false });
    }
  },

  "who asks to join is let in or turned away": async ({ as, live }) => {
    const asking = async (username: string) => {
      const newcomer = { username, email: `${username}@mail.test`, password: "correct horse battery", approved: false };
      const { account } = await createUser(live().kith, newcomer);
      return as("mod").v1.admin.accounts.$select(String(account.id));
    };
    expect(await (await asking("ann")).approve()).toMatchObject({ approved: true });
    expect(await (await asking("eve")).reject()).toMatchObject({ username: "eve" });
  },

  "domains and addresses are blocked and allowed": async ({ as }) => {
    const { domainBlocks, domainAllows, emailDomainBlocks, ipBlocks, canonicalEmailBlocks } = as("mod").v1.admin;
    const blocked = await domainBlocks.create({ domain: "bad.test", severity: "silence" });
    const block = domainBlocks.$select(blocked.id);
    expect(await block.update({ severity: "suspend" })).toMatchObject({ severity: "suspend" });
    expect(await block.fetch()).toMatchObject({ domain: "bad.test" });
    await block.remove();
    const allowed = await domainAllows.create({ domain: "good.test" });
    expect(await domainAllows.$select(allowed.id).fetch()).toMatchObject({ domain: "good.test" });
    expect(await domainAllows.list()).toHaveLength(1);
    await domainAllows.$select(allowed.id).remove();
    const mail = await emailDomainBlocks.create({ domain: "spam.test" });
    expect(await emailDomainBlocks.$select(mail.id).fetch()).toMatchObject({ domain: "spam.test" });
    expect(await emailDomainBlocks.list()).toHaveLength(1);
    await emailDomainBlocks.$select(mail.id).remove();
    const network = await ipBlocks.create({ ip: "192.0.2.0/24", severity: "sign_up_block" } as never);
    const shut = ipBlocks.$select(network.id);
    expect(await shut.update({ comment: "noisy" } as never)).toMatchObject({ comment: "noisy" });
    expect(await shut.fetch()).toMatchObject({ ip: "192.0.2.0/24" });
    expect(await ipBlocks.list()).toHaveLength(1);
    await shut.remove();
    const canonical = await canonicalEmailBlocks.create({ email: "eve@mail.test" } as never);
    const one = canonicalEmailBlocks.$select(canonical.id);
    expect(await one.fetch()).toMatchObject({ id: canonical.id });
    expect(await canonicalEmailBlocks.test({ email: "e.v.e+x@mail.test" } as never)).toEqual(expect.any(Array));
    expect(await canonicalEmailBlocks.list()).toHaveLength(1);
    await one.remove();
  },

  "reports are taken, given back, closed and opened": async ({ as, id }) => {
    const made = await as("alice").v1.reports.create({ accountId: id("bob"), comment: "noisy" });
    const report = as("mod").v1.admin.reports.$select(made.id);
    expect(await report.fetch()).toMatchObject({ comment: "noisy" });
    await report.assignToSelf();
    expect(await report.unassign()).toMatchObject({ assignedAccount: null });
    await report.resolve();
    expect(await report.reopen()).toMatchObject({ actionTaken: false });
  },

  "what the server counts": async ({ as }) => {
    const [startAt, endAt] = ["2026-01-01", "2026-01-03"];
    const { measures, dimensions, retention } = as("mod").v1.admin;
    expect(await measures.create({ keys: ["new_users"], startAt, endAt } as never)).toMatchObject([{ key: "new_users" }]);
    expect(await dimensions.create({ keys: ["languages"], startAt, endAt } as never)).toMatchObject([{ key: "languages" }]);
    expect((await retention.create({ startAt, endAt, frequency: "day" } as never)).length).toBeGreaterThan(0);
  },

  "what is trending is reviewed": async ({ as, live }) => {
    const status = await as("alice").v1.statuses.create({ status: "About the #corner" });
    const { tags, statuses, links } = as("mod").v1.admin.trends;
    const { kith } = live();
    const publisher = { id: kith.newId(), host: "news.test", state: "pending" as const, reviewed_at: 0, created_at: kith.now() };
    await kith.write(async (tx) => await tx.insertInto("link_publishers").values(publisher).execute());
    expect(await links.publishers.list()).toMatchObject([{ domain: "news.test", requiresReview: true }]);
    const tag = await as("alice").v1.tags.$select("corner").fetch();
    const review = [tags.$select(tag.id as string), statuses.$select(status.id), links.publishers.$select(String(publisher.id))];
    for (const one of review) {
      await one.approve();
      await one.reject();
    }
  },
};
