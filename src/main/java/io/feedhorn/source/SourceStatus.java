package io.feedhorn.source;

import io.feedhorn.publish.SystemPublisher;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state and the counters of a source, published on {@code sys.sources.NAME}: a new state at
 * once, new counters with {@link #publishCounters}. Owned by the source's event loop.
 */
final class SourceStatus {
  private static final Logger LOG = LoggerFactory.getLogger(SourceStatus.class);

  private final SystemPublisher publisher;
  private final String name;
  private final String type;
  private final @Nullable String node;
  private String state = "starting";
  private @Nullable String reason;
  private long messages;
  private long published;
  private long unchanged;
  private long errors;
  private @Nullable Long lagMillis;
  private @Nullable JsonObject books;
  private boolean changed = true;
  private boolean publishing;
  private boolean closed;

  SourceStatus(SystemPublisher publisher, SourceOptions options) {
    this.publisher = publisher;
    this.name = options.name();
    this.type = options.connection().type();
    this.node = options.node();
  }

  /**
   * Sets the state.
   *
   * @param reasonFound the reason; null if there is none
   */
  void state(String next, @Nullable String reasonFound) {
    if (closed) {
      return;
    }
    String why = reasonFound == null ? null : withoutUsers(reasonFound);
    if (next.equals(state) && String.valueOf(why).equals(String.valueOf(reason))) {
      return;
    }
    if (why == null) {
      LOG.atInfo().addKeyValue("source", name).log("Source is {}", next);
    } else {
      LOG.atWarn().addKeyValue("source", name).log("Source is {}: {}", next, why);
    }
    state = next;
    reason = why;
    changed = true;
    publishCounters();
  }

  /** Returns a text without users and passwords in its URLs, which a client library can quote. */
  static String withoutUsers(String text) {
    return text.replaceAll("(\\w://)[^/,\\]]*@", "$1");
  }

  void received() {
    messages++;
    changed = true;
  }

  void published(@Nullable Long lag) {
    published++;
    lagMillis = lag;
    changed = true;
  }

  void unchanged() {
    unchanged++;
    changed = true;
  }

  void failed() {
    errors++;
    changed = true;
  }

  void books(int live, int waiting) {
    books = new JsonObject().put("live", live).put("waiting", waiting);
    changed = true;
  }

  /** Publishes the state and the counters, if they have changed. */
  void publishCounters() {
    if (closed || !changed || publishing) {
      return;
    }
    changed = false;
    publishing = true;
    publisher
        .publish("sources." + name, json())
        .onFailure(failure -> LOG.debug("Source {}: its state is not published", name, failure))
        .onComplete(
            answer -> {
              publishing = false;
              if (answer.failed()) {
                changed = true;
              }
            });
  }

  /** Publishes nothing more: the next state is that of another one. */
  void close() {
    closed = true;
  }

  private JsonObject json() {
    JsonObject json = new JsonObject().put("state", state).put("type", type);
    if (node != null) {
      json.put("node", node);
    }
    if (reason != null) {
      json.put("reason", reason);
    }
    json.put("messages", messages).put("published", published).put("unchanged", unchanged);
    json.put("errors", errors);
    if (lagMillis != null) {
      json.put("lag", lagMillis / 1e3);
    }
    if (books != null) {
      json.put("books", books);
    }
    return json;
  }
}
