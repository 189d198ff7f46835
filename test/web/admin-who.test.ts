/** Who may go where: every route of administration, walked as a visitor, a member, a moderator, an admin and the owner. */
import { expect, test } from "vitest";
import { may } from "../../src/access/permissions.ts";
import type { Role } from "../../src/db/values.ts";
import { adminRoutes } from "../../src/web/admin/routes.ts";
import { openSite, type Site } from "./site.ts";

const ROLES = ["user", "moderator", "admin", "owner"] as const satisfies readonly Role[];

async function surferWith(site: Site, role: Role) {
  const account = await site.joins(`the_${role}`);
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ role }).where("id", "=", account.id).execute());
  const surfer = site.surfer();
  await surfer.signsIn(`the_${role}@mail.test`);
  return surfer;
}

/** An address that the route answers: of things that there are not. */
const addressOf = (path: string): string =>
  path.replace(":table", "jobs").replace(":host", "nowhere.test").replaceAll(/:\w+/g, "1");

test.each(ROLES)("every page and every act asks a %s for its permission, and for nothing else", async (role) => {
  await using site = await openSite();
  expect(adminRoutes.length).toBeGreaterThan(80);
  const surfer = await surferWith(site, role);
  for (const { method, path, permission, files } of adminRoutes) {
    const address = addressOf(path);
    const { status } =
      method === "get"
        ? await surfer.get(address)
        : await surfer.send(address, {}, { from: "/settings/password", files: files !== false });
    if (!may(role, permission)) expect([method, path, status]).toEqual([method, path, 403]);
    else expect([method, path, status < 500 && status !== 403 && status !== 401]).toEqual([method, path, true]);
  }
});

test("visitors are asked to sign in", async () => {
  await using site = await openSite();
  const visitor = site.surfer();
  for (const { method, path } of adminRoutes) {
    const address = addressOf(path);
    const answer = method === "get" ? await visitor.get(address) : await visitor.send(address, {}, { from: "/sign_in" });
    expect([method, path, answer.status]).toEqual([method, path, method === "get" ? 303 : 401]);
  }
});

test("a form without its token does nothing, whoever sends it", async () => {
  await using site = await openSite();
  const owner = await surferWith(site, "owner");
  const origin = { origin: site.kith.instance.origin };
  for (const { method, path, files } of adminRoutes) {
    if (method === "get") continue;
    const { status } = await owner.send(
      addressOf(path),
      { csrf: "wrong" },
      { from: "/settings/profile", headers: origin, files: files !== false },
    );
    expect([path, status]).toEqual([path, 403]);
  }
});

test("the menu leads there only who may go", async () => {
  await using site = await openSite();
  const [member, moderator, owner] = [
    await surferWith(site, "user"),
    await surferWith(site, "moderator"),
    await surferWith(site, "owner"),
  ];
  expect((await member.get("/home")).text).not.toContain('href="/admin"');
  expect((await moderator.get("/home")).text).toContain('href="/admin"');
  const [seen, all] = [(await moderator.get("/admin")).text, (await owner.get("/admin")).text];
  expect(seen).toContain('href="/admin/reports"');
  expect(seen).not.toContain('href="/admin/site"');
  expect(all).toContain('href="/admin/site"');
});
