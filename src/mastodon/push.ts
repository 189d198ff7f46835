/** https://docs.joinmastodon.org/methods/push/ */
import { bearer } from "../access/tokens.ts";
import { fromJson } from "../db/columns.ts";
import type { PushPolicy } from "../db/values.ts";
import { invalid } from "../errors.ts";
import {
  ALERTS,
  changeSubscription,
  getSubscription,
  PUSH_POLICIES,
  subscribe,
  unsubscribe,
  type PushSubscription,
  type PushWish,
} from "../push/subscriptions.ts";
import { vapidPublicKey } from "../push/vapid.ts";
import type { Fields, Value } from "./forms.ts";
import { answer, del, get, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { isTrue, textOf } from "./shapes.ts";

const fieldsOf = (value: Value | undefined): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : (Object.create(null) as Fields);

const tokenOf = ({ access }: ApiRequest): number => access?.token_id ?? 0;

/** Clients write `data[policy]`, as the documentation has it, or `policy` beside it. What is not named is undefined. */
function wishOf({ body }: ApiRequest): Partial<PushWish> {
  const data = fieldsOf(body["data"]);
  const policy = textOf(data["policy"] ?? body["policy"]);
  if (policy !== "" && !PUSH_POLICIES.includes(policy)) throw invalid("Validation failed: Policy is not included in the list");
  const wanted = data["alerts"] === undefined ? undefined : fieldsOf(data["alerts"]);
  return {
    ...(wanted === undefined ? {} : { alerts: ALERTS.filter((type) => isTrue(wanted[type])) }),
    ...(policy === "" ? {} : { policy: policy as PushPolicy }),
  };
}

async function render({ kith }: ApiRequest, { id, endpoint, standard, alerts, policy }: PushSubscription): Promise<Answer> {
  const wanted = fromJson(alerts);
  return answer({
    id: String(id),
    endpoint,
    standard: standard === 1,
    alerts: Object.fromEntries(ALERTS.map((type) => [type, wanted.includes(type)])),
    policy,
    server_key: await vapidPublicKey(kith),
  });
}

async function make(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const asked = fieldsOf(request.body["subscription"]);
  const keys = fieldsOf(asked["keys"]);
  const endpoint = textOf(asked["endpoint"]);
  if (endpoint === "") throw invalid("Validation failed: Endpoint can't be blank");
  const access_token = bearer({ headers: { authorization: request.header("authorization") } }) ?? "";
  const made = await subscribe(
    kith,
    { token_id: tokenOf(request), account_id: me(request).id, access_token },
    {
      endpoint,
      p256dh: textOf(keys["p256dh"]),
      auth: textOf(keys["auth"]),
      standard: isTrue(asked["standard"]),
      alerts: [],
      policy: "all",
      ...wishOf(request),
    },
  );
  return await render(request, made);
}

const at = "/api/v1/push/subscription";

export const pushRoutes: readonly Route[] = [
  post(at, user("push"), make),
  get(at, user("push"), async (request) => await render(request, await getSubscription(request.kith.db, tokenOf(request)))),
  put(at, user("push"), async (request) =>
    render(request, await changeSubscription(request.kith, tokenOf(request), wishOf(request))),
  ),
  del(at, user("push"), async (request) => {
    await unsubscribe(request.kith, tokenOf(request));
    return nothing;
  }),
];
