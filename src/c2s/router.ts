/** The door for ActivityPub clients (ActivityPub, 6): they post to an outbox, and read what their person may see. */
import express, { type Request, type Response, type Router } from "express";
import type { Kith } from "../kith.ts";
import { answering, preflight, type Answer } from "./answer.ts";
import { openInterpreter } from "./apex.ts";
import { askedIn, showInbox, showOutbox } from "./boxes.ts";
import { assertOwner, assertScope, findCaller, getCaller, isOwner, type Caller } from "./caller.ts";
import { showUpload, upload } from "./media.ts";
import { post } from "./outbox.ts";
import type { Port } from "./port.ts";
import { proxy, showDone, showToViewer } from "./show.ts";

const STATUS = "/:id/statuses/:status";

/** Mount it at `/users`, before the door between servers, to which it leaves all that comes without a token. */
export function c2sRouter(kith: Kith, port: Port): Router {
  const router = express.Router();
  const interpret = openInterpreter(kith, port);
  router.options(["/:id/outbox", "/:id/inbox", "/:id/proxy", "/:id/media", "/:id/media/:media", STATUS], preflight);
  router.post(
    "/:id/outbox",
    answering(kith, async (request, response) => await post(kith, port, interpret, { request, response })),
  );
  router.get(
    "/:id/outbox",
    answering(kith, async (request, response) => {
      const caller = await findCaller(kith, request, response);
      // To others it is what it is to the public.
      if (caller === undefined || !isOwner(caller, request)) return undefined;
      assertScope(caller, "read:statuses");
      return await showOutbox({ kith: caller.kith, port, account: caller.account }, askedIn(request.query));
    }),
  );
  const own = (scope: string, serve: Serve, limit?: "media") =>
    answering(kith, async (request, response) => {
      const caller = await getCaller(kith, request, response, limit);
      await assertOwner(kith, caller, request);
      assertScope(caller, scope);
      return await serve(caller, { request, response });
    });
  router.get(
    "/:id/inbox",
    own("read:statuses", async ({ account, kith: reader }, { request }) =>
      showInbox({ kith: reader, port, account }, askedIn(request.query)),
    ),
  );
  router.post(
    "/:id/proxy",
    own("read", async (caller, { request }) => await proxy(caller.kith, port, caller, request)),
  );
  router.post(
    "/:id/media",
    own("write:media", async (caller, io) => await upload(kith, port, caller, io), "media"),
  );
  router.get(
    "/:id/media/:media",
    own("write:media", async (caller, { request }) => await showUpload(kith, caller, request)),
  );
  router.get(
    ["/:id/follows/:thing", "/:id/blocks/:thing"],
    answering(kith, async (request, response) => {
      const caller = await findCaller(kith, request, response);
      // The server of somebody who is followed may ask, too: by its signature.
      if (caller === undefined) return undefined;
      await assertOwner(kith, caller, request);
      assertScope(caller, "read");
      return await showDone(caller.kith, caller, request);
    }),
  );
  router.get(
    [STATUS, `${STATUS}/activity`],
    answering(kith, async (request, response) => await showToViewer(kith, port, { request, response })),
  );
  return router;
}

type Serve = (caller: Caller, io: { request: Request; response: Response }) => Promise<Answer>;
