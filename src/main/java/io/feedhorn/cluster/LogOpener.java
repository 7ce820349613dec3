package io.feedhorn.cluster;

import io.vertx.core.Future;

/** How a sequencer comes to write a feed: by what the grid has, or with a new log. */
interface LogOpener {
  /** The head that is open to the new incarnation, with the mirror at its offset. */
  Future<CommittedHead> recover();
}
