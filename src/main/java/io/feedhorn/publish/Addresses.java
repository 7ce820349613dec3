package io.feedhorn.publish;

/** The event-bus addresses of Feedhorn. */
public final class Addresses {
  /** The address for publishing: {@code request} with {@code {"topic":…,"data":…}}. */
  public static final String PUBLISH = "feedhorn.publish";

  /** The address for deleting a topic: {@code request} with {@code {"topic":…}}. */
  public static final String DELETE = "feedhorn.delete";

  /** The address on this node that answers if a feed has reached an epoch and offset. */
  public static final String REACHES = "feedhorn.reaches";

  /** The address on this node that answers with the {@link CurrentValues} of a feed. */
  static final String VALUES = "feedhorn.values";

  /** The address that answers as long as the writer's event loop runs. */
  public static final String WRITER_ALIVE = "feedhorn.writer.alive";

  /** The address at which clients of the event-bus bridge acknowledge. */
  public static final String ACK = "feedhorn.ack";

  /** The address on this node for the commands to readers. */
  public static final String READERS = "feedhorn.readers";

  /** The address on this node for changes of who reads topics by name. */
  public static final String PRESENCE = "feedhorn.presence";

  /** The address on this node that answers with the connections of the users of a topic. */
  public static final String PRESENCE_STATE = "feedhorn.presence.state";

  /** The address on this node that reads the settings again. */
  public static final String RELOAD = "feedhorn.reload";

  private Addresses() {}

  /**
   * Returns the address for the updates of a feed, with one consumer on each event loop at most.
   */
  public static String updates(String feed) {
    return "feedhorn.updates." + feed;
  }
}
