/** What is posted, as the answer to who posts it. */
import type { Status } from "../db/schema.ts";
import { UnexpectedMentions } from "../errors.ts";
import { showAccounts, showStatus } from "./present.ts";
import { answer, type Answer, type ApiRequest } from "./respond.ts";

/** Of what would go to people whom its author did not expect these are named. */
export async function showPublished(request: ApiRequest, publish: () => Promise<Status>): Promise<Answer> {
  try {
    const { id } = await publish();
    return answer(await showStatus(request, id));
  } catch (error) {
    if (!(error instanceof UnexpectedMentions)) throw error;
    const accounts = await showAccounts(request, error.account_ids);
    return { status: 422, body: { error: error.message, unexpected_accounts: accounts } };
  }
}
