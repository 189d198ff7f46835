/** What holds for every collection. */
import type { Account } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Collection } from "./load.ts";

/** Characters as people see them; `items` in one, `collections` of one account. */
export const COLLECTION_LIMITS = Object.freeze({ name: 40, description: 100, items: 25, collections: 10 });

/** What is believed of other servers: UTF-16 units, `items` in one, `collections` of one account. */
export const MOST_ELSEWHERE = Object.freeze({ name: 256, description: 2048, items: 150, collections: 50 });

/** @throws Refusal `forbidden` for another's */
export function assertOwn(account: Pick<Account, "id">, collection: Collection): void {
  if (collection.account_id !== account.id) throw forbidden();
}
