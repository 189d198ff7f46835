/** What groups of other servers have decided, as the pages say it: on the group's page whoever is banned reads why, and a locked thread says that it is. */
import { expect, test } from "vitest";
import { receiveAccount } from "../../src/accounts/receive.ts";
import { lockThread } from "../../src/groups/locks.ts";
import { banMember } from "../../src/groups/members.ts";
import { findStatusById } from "../../src/statuses/find.ts";
import { strangerRecord } from "../units/persons.ts";
import { openSite } from "./site.ts";

test("the group's page says why one may not post there, and to nobody else; a locked thread is marked", async () => {
  await using site = await openSite();
  const { kith } = site;
  const [alice] = [await site.joins("alice"), await site.joins("ann")];
  const group = await receiveAccount(kith, strangerRecord("gardens@forum.test", { type: "Group" }));
  await banMember(kith, group, alice, { reason: "Rude <b>words</b>", expires_at: 0 });
  const [hers, his] = [site.surfer(), site.surfer()];
  await hers.signsIn("alice");
  await his.signsIn("ann");
  const page = "/@gardens@forum.test";
  expect((await hers.get(page)).text).toContain("You cannot post to gardens@forum.test any more: Rude &lt;b&gt;words&lt;/b&gt;");
  expect((await his.get(page)).text).not.toContain("Rude");
  expect((await site.surfer().get(page)).text).not.toContain("Rude");
  const id = await site.posts(alice, "A thread");
  const status = await findStatusById(kith.db, Number(id));
  await lockThread(kith, group, status!, "Off topic");
  expect((await his.get(`/@alice/${id}`)).text).toContain("has locked this thread");
});
