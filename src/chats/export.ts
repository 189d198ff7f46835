/** All chats of an account as one reads them, for its archive: who was in them, and what was said. */
import { open } from "node:fs/promises";
import { loadAccounts } from "../accounts/find.ts";
import { rfc3339 } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { loadChats, loadMembers, messageIds, type Chat } from "./load.ts";

const AT_ONCE = 100;

/** Writes a JSON array to a file of this machine, however much there is: `[{ id, name, people, messages }]`, messages the newest first. */
export async function writeChats(db: Reads, { id: account_id }: Account, path: string): Promise<void> {
  const file = await open(path, "w");
  const write = async (text: string): Promise<void> => void (await file.write(text));
  try {
    await write("[");
    let [before, count] = [Number.MAX_SAFE_INTEGER, 0];
    for (;;) {
      const chats = await loadChats(db, account_id, { limit: AT_ONCE, max_id: before });
      for (const chat of chats) {
        await write(count++ === 0 ? "\n" : ",\n");
        await writeChat(db, chat, write);
      }
      const last = chats.at(-1);
      if (last === undefined) break;
      before = last.last_id;
    }
    await write("\n]\n");
  } finally {
    await file.close();
  }
}

async function writeChat(db: Reads, chat: Chat, write: (text: string) => Promise<void>): Promise<void> {
  const members = chat.left_at > 0 ? [] : ((await loadMembers(db, [chat.id])).get(chat.id) ?? []);
  const accounts = await loadAccounts(
    db,
    members.map(({ account_id }) => account_id),
  );
  const head = { id: String(chat.id), name: chat.name, people: [...accounts.values()].map(({ uri }) => uri) };
  await write(`${JSON.stringify(head).slice(0, -1)},"messages":[`);
  let [before, count] = [Number.MAX_SAFE_INTEGER, 0];
  for (;;) {
    const ids = await messageIds(db, chat, { limit: AT_ONCE, max_id: before });
    const page = await loadStatusPage(db, chat.account_id, ids);
    for (const id of ids) {
      const status = page.statuses.get(id);
      if (status === undefined) continue;
      const { uri, content, spoiler_text, created_at } = status;
      const media = (page.media.get(id) ?? []).map(({ description, file, remote_url }) => ({
        description,
        file: file || remote_url,
      }));
      const from = page.accounts.get(status.account_id)?.uri ?? null;
      const said = { uri, from, published: rfc3339(created_at), spoiler_text, content, media };
      await write(`${count++ === 0 ? "" : ","}\n${JSON.stringify(said)}`);
    }
    if (ids.length < AT_ONCE) break;
    before = Math.min(...ids);
  }
  await write("]}");
}
