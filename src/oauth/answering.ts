/** What all steps of letting an app in have in common: what is asked for is read, and what is wrong with it is said to whom it concerns. */
import type { Request, Response } from "express";
import type { Kith } from "../kith.ts";
import { messageView } from "../../views/frame/message.ts";
import type { Params } from "./body.ts";
import { redirect, sendPage, type Browser } from "./browser.ts";
import { OAuthError } from "./errors.ts";
import { answerUrl, carried, readAuthorization, readDestination, type Authorization } from "./request.ts";

export type Io = { request: Request; response: Response };

export const PATH = "/oauth/authorize";

type Asked = { params: Params; browser: Browser };

/** Reads the request; what is wrong is said to the person while the app's address is not sure, and to the app afterwards. */
export async function answering(
  kith: Kith,
  io: Io,
  asked: Asked,
  work: (authorization: Authorization) => Promise<void>,
): Promise<void> {
  const { ctx } = asked.browser;
  const show = (error: OAuthError) => {
    // A program that asks, and says so, is answered as programs are.
    if (io.request.accepts(["html", "json"]) === "json") throw error;
    const text = ctx.t("access.app_refused", { reason: error.message });
    sendPage(io.response, messageView(ctx, { title: ctx.t("access.app_refused_title"), text }), error.status);
  };
  const destination = await readDestination(kith, asked.params).catch((error: unknown) => {
    if (error instanceof OAuthError) return error;
    throw error;
  });
  if (destination instanceof OAuthError) return show(destination);
  try {
    await work(readAuthorization(destination, asked.params));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const url = answerUrl(destination, { error: error.code, error_description: error.message });
    if (url === undefined) show(error);
    else redirect(io.response, url);
  }
}

/** A form that is not ours, or too old. */
export function refuseForm({ response }: Io, { ctx }: Browser): void {
  const { t } = ctx;
  sendPage(response, messageView(ctx, { title: t("access.start_again_title"), text: t("access.start_again") }), 403);
}

/** What goes on from one step to the next, as a query. */
export const query = (params: Params, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams([...carried(params), ...Object.entries(more)]).toString();
