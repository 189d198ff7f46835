/** https://docs.joinmastodon.org/methods/statuses/#translate, and the languages between which this server translates. */
import { z } from "zod";
import { loadStatusPage } from "../statuses/load.ts";
import { findOriginal } from "../statuses/find.ts";
import { missing } from "../errors.ts";
import { whenCalled } from "../lazy.ts";
import type { Translation } from "../translation/translate.ts";
import { statusParam } from "./present.ts";
import { answer, get, myUser, nobody, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { parse, text } from "./shapes.ts";

const translation = async () => await import("../translation/translate.ts");
const translateStatus = whenCalled(async () => (await translation()).translateStatus);
const loadTranslationLanguages = whenCalled(async () => (await translation()).loadTranslationLanguages);

const renderTranslation = ({ poll, media, detected_source_language, ...rest }: Translation) => ({
  ...rest,
  detected_source_language,
  media_attachments: media.map(({ id, description }) => ({ id: String(id), description })),
  poll: poll === undefined ? null : { id: String(poll.id), options: poll.options.map((title) => ({ title })) },
});

async function translate(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const { lang } = parse(request.body, z.object({ lang: text(35).nullish() }));
  const status = await findOriginal(kith.db, await statusParam(request));
  const page = await loadStatusPage(kith.db, viewer_id, status === undefined ? [] : [status.id]);
  if (status === undefined || !page.statuses.has(status.id)) throw missing();
  const parts = { status, media: page.media.get(status.id) ?? [], poll: page.polls.get(status.id) };
  return answer(renderTranslation(await translateStatus(kith, parts, lang || myUser(request).locale || "en")));
}

export const translationRoutes: readonly Route[] = [
  post("/api/v1/statuses/:id/translate", user("read:statuses"), translate),
  get("/api/v1/instance/translation_languages", nobody, async ({ kith }) =>
    answer(Object.fromEntries(await loadTranslationLanguages(kith))),
  ),
];
