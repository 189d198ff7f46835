/** Custom emojis of this server, and those of others to be copied. */
import { addEmoji, changeEmoji, copyEmoji, loadCategories, loadEmojis, removeEmoji } from "../../emojis/emojis.ts";
import type { Kith } from "../../kith.ts";
import { normalizeHost } from "../../text/names.ts";
import { emojisView } from "../../../views/admin/emojis.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { again } from "../frame/aside.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { asked, backTo, by, chosen, getId, staffAction, staffPage, staffUpload, tried, type StaffRoute } from "./staff.ts";

const SIZE = 40;

async function pageOf(visit: Visit, state: FormState = {}) {
  const { kith } = visit;
  const remote = chosen(visit, "from", ["elsewhere"]) === "elsewhere";
  const [name, host] = [asked(visit, "name", 100)?.replaceAll(":", ""), asked(visit, "host", 300)];
  const paging = readPaging(visit, SIZE);
  const query = { name, host: remote ? (host === undefined ? undefined : (normalizeHost(host) ?? "?")) : "" };
  const { items, pager } = cut(visit, paging, await loadEmojis(kith.db, query, paging), ({ id }) => id);
  const taken = remote
    ? await takenOf(
        kith,
        items.map(({ shortcode }) => shortcode),
      )
    : new Set<string>();
  const said = { name: name ?? "", host: host ?? "" };
  const categories = remote ? [] : await loadCategories(kith.db);
  return emojisView(await contextOf(visit), { emojis: items, remote, asked: said, categories, taken, pager, ...state });
}

/** Names that we use ourselves. */
async function takenOf({ db }: Pick<Kith, "db">, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const rows = await db
    .selectFrom("custom_emojis")
    .select("shortcode")
    .where("host", "=", "")
    .where("shortcode", "in", names)
    .execute();
  return new Set(rows.map(({ shortcode }) => shortcode));
}

const add = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const { form, kith } = visit;
      const picture = form.file("picture");
      await addEmoji(kith, by(visit), {
        shortcode: form.text("shortcode"),
        category: form.text("category"),
        bytes: picture?.bytes ?? Buffer.alloc(0),
      });
      return go(adminRoutes.emojis(), "admin.said_saved");
    },
    async (problems) => await pageOf(visit, await again(visit, problems)),
    [
      ["Shortcode", "shortcode"],
      [/./, "picture"],
    ],
  );

async function change(visit: Visit): Promise<Answer> {
  const { form } = visit;
  const terms = { category: form.text("category"), visible: form.has("visible"), disabled: form.has("disabled") };
  await changeEmoji(visit.kith, by(visit), getId(visit), terms);
  return go(backTo(visit, adminRoutes.emojis()), "admin.said_saved");
}

async function remove(visit: Visit): Promise<Answer> {
  await removeEmoji(visit.kith, by(visit), getId(visit));
  return go(backTo(visit, adminRoutes.emojis()), "admin.said_done");
}

async function copy(visit: Visit): Promise<Answer> {
  await copyEmoji(visit.kith, by(visit), getId(visit));
  return go(backTo(visit, adminRoutes.emojis({ from: "elsewhere" })), "admin.said_copied");
}

const may = "manage_custom_emojis";

export const emojiRoutes: readonly StaffRoute[] = [
  staffPage("/admin/emojis", may, async (visit) => show(await pageOf(visit))),
  staffUpload("/admin/emojis", may, add),
  staffAction("/admin/emojis/:id/change", may, change),
  staffAction("/admin/emojis/:id/remove", may, remove),
  staffAction("/admin/emojis/:id/copy", may, copy),
];
