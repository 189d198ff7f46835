/** `/api/kith/v1/cv` and `/api/kith/v1/accounts/:id/cv`: what somebody does, and can, and whom they want to hear from. */
import { z } from "zod";
import { AUDIENCES, LEVELS, OPEN_TO, SECTIONS } from "../../cv/content.ts";
import { readCvDoc } from "../../cv/import.ts";
import { contentOf, findCvRow } from "../../cv/load.ts";
import { saveCv } from "../../cv/save.ts";
import { loadCv } from "../../cv/show.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { getAccount } from "../../accounts/find.ts";
import { accountParam } from "../accounts.ts";
import { renderCv } from "../entities/cv.ts";
import { sceneWith } from "../present.ts";
import { answer, anyone, get, me, patch, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { id, list, parse, text } from "../shapes.ts";

const line = text(1000);
const entry = z.object({
  id: id.nullish(),
  title: line.nullish(),
  organisation: line.nullish(),
  place: line.nullish(),
  from: line.nullish(),
  until: line.nullish(),
  text: text(10_000).nullish(),
});
const values = z.object({
  headline: line.nullish(),
  experience: list(entry, 100).nullish(),
  education: list(entry, 100).nullish(),
  skills: list(line, 200).nullish(),
  languages: list(z.object({ name: line, level: z.enum(LEVELS).nullish() }), 100).nullish(),
  open_to: list(z.enum(OPEN_TO), 10).nullish(),
  audience: z.partialRecord(z.enum(SECTIONS), z.enum(AUDIENCES)).nullish(),
});

const entriesOf = (entries: z.output<typeof entry>[]) =>
  entries.map((one) => ({
    id: one.id ?? 0,
    title: one.title ?? "",
    organisation: one.organisation ?? "",
    place: one.place ?? "",
    from: one.from ?? "",
    until: one.until ?? "",
    text: one.text ?? "",
  }));

async function showOwn(request: ApiRequest, account: Account): Promise<Answer> {
  const { kith } = request;
  const cv = await loadCv(kith, account.id, account);
  if (cv === undefined) throw missing();
  const { audience } = contentOf(await findCvRow(kith.db, account.id));
  const whole = Object.fromEntries(SECTIONS.map((section) => [section, audience[section] ?? "everyone"]));
  return answer(renderCv(cv, await sceneFor(request, cv), whole));
}

const sceneFor = async ({ kith, viewer_id }: ApiRequest, cv: NonNullable<Awaited<ReturnType<typeof loadCv>>>) =>
  await sceneWith(
    kith,
    viewer_id,
    cv.recommendations.flatMap(({ author }) => author ?? []),
  );

async function change(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { headline, experience, education, languages, audience, ...said } = parse(request.body, values);
  const account = await getAccount(kith.db, me(request).id);
  const kept = contentOf(await findCvRow(kith.db, account.id));
  await saveCv(kith, account, {
    headline: headline ?? undefined,
    content: {
      ...(experience ? { experience: entriesOf(experience) } : {}),
      ...(education ? { education: entriesOf(education) } : {}),
      ...(said.skills ? { skills: said.skills } : {}),
      ...(languages ? { languages: languages.map(({ name, level }) => ({ name, level: level ?? "" })) } : {}),
      ...(said.open_to ? { open_to: said.open_to } : {}),
      ...(audience ? { audience: { ...kept.audience, ...audience } } : {}),
    },
  });
  return await showOwn(request, await getAccount(kith.db, account.id));
}

async function show(request: ApiRequest): Promise<Answer> {
  const account = await accountParam(request);
  if (account.id === request.viewer_id) return await showOwn(request, account);
  const cv = await loadCv(request.kith, request.viewer_id, account);
  if (cv === undefined) throw missing();
  return answer(renderCv(cv, await sceneFor(request, cv)));
}

export const cvRoutes: readonly Route[] = [
  get("/api/kith/v1/accounts/:id/cv", anyone("read:accounts"), show),
  get(
    "/api/kith/v1/cv",
    user("read:accounts"),
    async (request) => await showOwn(request, await getAccount(request.kith.db, me(request).id)),
  ),
  post("/api/kith/v1/cv/import", user("write:accounts"), async (request) => {
    await saveCv(request.kith, me(request), readCvDoc(request.body));
    return await showOwn(request, await getAccount(request.kith.db, me(request).id));
  }),
  patch("/api/kith/v1/cv", user("write:accounts"), change),
];
