package io.feedhorn.publish;

/** The addresses of the event bus that Feedhorn itself listens on. */
public final class Addresses {
  /** Where everything is published: {@code request} with {@code {"topic":…,"data":…}}. */
  public static final String PUBLISH = "feedhorn.publish";

  /** Asked if a feed has come as far as {@code {"feed":…,"epoch":…,"offset":…}}; on this node. */
  public static final String REACHES = "feedhorn.reaches";

  /** Answers as long as the writer's event loop does. */
  public static final String WRITER_ALIVE = "feedhorn.writer.alive";

  private Addresses() {}

  /** Where the updates of a feed arrive, once for each event loop that has a reader of it. */
  public static String updates(String feed) {
    return "feedhorn.updates." + feed;
  }
}
