/** Friends: requests, introductions, and circles to which one may post. Columns as in `migrations/`; a test compares them. */

export interface CirclesTable {
  id: number;
  account_id: number;
  /** `close` for the one that everybody has, otherwise the circle's own id: once for each account. */
  name: string;
  /** As its owner calls it; "" for the one that everybody has. */
  title: string;
  created_at: number;
}

export interface CircleMembersTable {
  id: number;
  circle_id: number;
  account_id: number;
}

/** For whom a status was when it was published; what becomes of the circle later does not change it. */
export interface StatusCirclesTable {
  status_id: number;
  circle_id: number;
  name: string;
  title: string;
  /** Without its author and those whom it mentions. */
  people: number;
  servers: number;
}

/** `account_id` has asked `target_id` to be friends, and is not answered; or was declined a while ago, so that asking again is not heard. */
export interface FriendRequestsTable {
  id: number;
  account_id: number;
  target_id: number;
  /** 0 = it waits. */
  declined_at: number;
  /** Of a declined one, which who asked does not know to be declined: 0 = they still ask. */
  taken_back_at: number;
  created_at: number;
}

/** `account_id` has made two friends known to each other, by a direct status. */
export interface IntroductionsTable {
  status_id: number;
  account_id: number;
  first_id: number;
  second_id: number;
  /** Who of the two was recommended to the other; 0 = neither: they were made known to each other. */
  referred_id: number;
  created_at: number;
}

export interface FriendsTables {
  circles: CirclesTable;
  circle_members: CircleMembersTable;
  status_circles: StatusCirclesTable;
  friend_requests: FriendRequestsTable;
  introductions: IntroductionsTable;
}
