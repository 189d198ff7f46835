/** The database as Kysely sees it, and the three ways to hold it: reading, and inside the gate, writing. */
import type { Kysely, Selectable } from "kysely";
import type { AccessTables } from "./tables/access.ts";
import type { AccountsTables } from "./tables/accounts.ts";
import type { BudgetsTables } from "./tables/budgets.ts";
import type { ChatsTables } from "./tables/chats.ts";
import type { ComposingTables } from "./tables/composing.ts";
import type { ModerationTables } from "./tables/moderation.ts";
import type { CvTables } from "./tables/cv.ts";
import type { DiscoveryTables } from "./tables/discovery.ts";
import type { EventsTables } from "./tables/events.ts";
import type { FriendsTables } from "./tables/friends.ts";
import type { GroupsTables } from "./tables/groups.ts";
import type { InsightsTables } from "./tables/insights.ts";
import type { MailTables } from "./tables/mail.ts";
import type { MediaTables } from "./tables/media.ts";
import type { NoticesTables } from "./tables/notices.ts";
import type { PeopleTables } from "./tables/people.ts";
import type { PlanningTables } from "./tables/planning.ts";
import type { QueuesTables } from "./tables/queues.ts";
import type { StatusesTables } from "./tables/statuses.ts";
import type { StoriesTables } from "./tables/stories.ts";
import type { TurnsTables } from "./tables/turns.ts";
import type { VideosTables } from "./tables/videos.ts";

export interface DB
  extends
    AccessTables,
    AccountsTables,
    StatusesTables,
    ChatsTables,
    ComposingTables,
    CvTables,
    PeopleTables,
    PlanningTables,
    QueuesTables,
    ModerationTables,
    DiscoveryTables,
    EventsTables,
    FriendsTables,
    GroupsTables,
    InsightsTables,
    StoriesTables,
    MailTables,
    MediaTables,
    NoticesTables,
    TurnsTables,
    VideosTables,
    BudgetsTables {}

/** What may be done outside the gate: read. A `Tx` can be given wherever `Reads` is asked for. */
export type Reads = Pick<Kysely<DB>, "selectFrom" | "selectNoFrom" | "with" | "fn" | "dynamic" | "getExecutor">;

/** A transaction of the gate (`kith.write`). It reads and writes, and is dead once its work has ended. */
export type Tx = Kysely<DB>;

export type Row<Table extends keyof DB> = Selectable<DB[Table]>;
export type Account = Row<"accounts">;
export type User = Row<"users">;
export type Status = Row<"statuses">;
export type Media = Row<"media">;
export type Follow = Row<"follows">;
