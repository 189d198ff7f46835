/** `/api/kith/v1/statuses/:id/receipts`: what became of a status that was sent to other servers, for its author and for who runs the server. */
import { z } from "zod";
import { may } from "../../access/permissions.ts";
import { findUser } from "../../accounts/users.ts";
import { rfc3339 } from "../../db/columns.ts";
import { forbidden } from "../../errors.ts";
import { countReceipts, loadReceipts, RECEIPT_STATES, type Receipt } from "../../receipts/load.ts";
import { findOriginal } from "../../statuses/find.ts";
import { getVisibleStatus } from "../../statuses/load.ts";
import { NEVER } from "../../jobs/leases.ts";
import { paged } from "../links.ts";
import { get, idParam, me, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { pagingOf, parse } from "../shapes.ts";

const query = z.object({ state: z.enum(RECEIPT_STATES, "is not included in the list").optional() });

async function show(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const asked = await getVisibleStatus(kith.db, me(request).id, idParam(request));
  const status = (await findOriginal(kith.db, asked)) ?? asked;
  if (status.account_id !== me(request).id) await assertRuns(request);
  const paging = pagingOf(request.query, 80, 200);
  const receipts = await loadReceipts(kith.db, status.id, { ...paging, ...parse(request.query, query) });
  const body = {
    status_id: String(status.id),
    summary: await countReceipts(kith.db, status.id),
    receipts: receipts.map(renderReceipt),
  };
  return paged(request, body, { cursors: receipts.map(({ id }) => id), paging });
}

/** @throws Refusal `forbidden` for who neither wrote the status nor looks after federation here */
async function assertRuns(request: ApiRequest): Promise<void> {
  const person = await findUser(request.kith.db, me(request).id);
  if (person === undefined || person.disabled === 1 || !may(person.role, "manage_federation")) throw forbidden();
}

const renderReceipt = ({ id, host, activity, state, attempts, done_at, retry_at, reason }: Receipt) => ({
  id: String(id),
  host,
  activity,
  state,
  attempts,
  done_at: done_at === 0 ? null : rfc3339(done_at),
  retry_at: retry_at === 0 || retry_at === NEVER ? null : rfc3339(retry_at),
  reason: reason === "" ? null : reason,
});

export const receiptRoutes: readonly Route[] = [get("/api/kith/v1/statuses/:id/receipts", user("read:statuses"), show)];
