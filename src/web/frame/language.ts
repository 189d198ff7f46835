/** Visitors choose the language of the pages. The browser keeps it, so that no account or form is needed for it. */
import { languageCookie } from "../../access/cookies.ts";
import { isLanguage } from "../../words/languages.ts";
import { routes } from "../../../views/frame/routes.ts";
import { go, page, type Answer, type Route } from "./respond.ts";
import { localPath, type Visit } from "./visit.ts";

async function chooseLanguage({ kith, query }: Visit): Promise<Answer> {
  const wanted = query.get("set") ?? "";
  const to = localPath(kith.instance, query.get("return_to") ?? undefined) ?? routes.front;
  return isLanguage(wanted) ? { ...go(to), cookies: [languageCookie(kith.instance, wanted)] } : go(to);
}

export const languageRoutes: readonly Route[] = [page("/language", "anyone", chooseLanguage)];
