/** Keys of groups that say what a notice means besides its type; such a notice stands for itself. The id of the follow follows. */

/** Who follows wants to be friends. */
export const FRIEND_ASKS = "friend-asks-";
/** Who follows has been asked to, and is a friend now. */
export const FRIEND_AGREES = "friend-agrees-";
/** A group elsewhere is closed: its own server says so, and nobody by name. */
export const GROUP_GONE = "group-gone-";
/** Of recommendations: one that waits for its subject's answer; and one that its subject shows. */
export const RECOMMENDED = "recommendation-offered-";
export const RECOMMENDATION_SHOWN = "recommendation-shown-";
