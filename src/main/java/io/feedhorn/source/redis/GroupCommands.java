package io.feedhorn.source.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;

/**
 * The commands by which a source reads a stream as the one consumer of a group. Immutable.
 *
 * @param maxEntries the maximum number of entries of an answer
 */
record GroupCommands(RedisOptions redis, int maxEntries) {
  private static final String CONSUMER = "feedhorn";
  private static final int BLOCK_MILLIS = 1_000;

  /** Creates the group at the beginning of the stream, and the stream if it does not exist. */
  Request create() {
    return Request.cmd(Command.XGROUP)
        .arg("CREATE")
        .arg(redis.stream())
        .arg(redis.group())
        .arg("0")
        .arg("MKSTREAM");
  }

  /**
   * Reads the next entries. If there are no new ones, the answer comes within a second, and within
   * the time for an answer.
   *
   * @param after the ID after which unacknowledged entries are read; {@code >} for new ones
   */
  Request read(String after) {
    return Request.cmd(Command.XREADGROUP)
        .arg("GROUP")
        .arg(redis.group())
        .arg(CONSUMER)
        .arg("COUNT")
        .arg(maxEntries)
        .arg("BLOCK")
        .arg(Math.min(BLOCK_MILLIS, Math.max(1, redis.timeout().toMillis() / 2)))
        .arg("STREAMS")
        .arg(redis.stream())
        .arg(after);
  }

  /** Acknowledges entries. */
  Request acknowledge(List<String> ids) {
    Request acknowledge = Request.cmd(Command.XACK).arg(redis.stream()).arg(redis.group());
    ids.forEach(acknowledge::arg);
    return acknowledge;
  }
}
