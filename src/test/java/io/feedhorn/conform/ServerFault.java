package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults of a {@link FaultyServer}. */
enum ServerFault {
  NONE,
  LOSES_UPDATES,
  DUPLICATES_UPDATES,
  REORDERS_UPDATES,
  /** Formats the same JSON with other bytes. */
  REFORMATS_JSON,
  /** Reports a partial replay as recovered. */
  REPORTS_FALSE_RECOVERY,
  /** Advances the cursor of a stream by an id without data. */
  SENDS_IDS_WITHOUT_DATA,
  /** Ends each comment and the reconnection time of a stream with an empty line. */
  SPLITS_BLOCKS,
  /** Sends no heartbeat on an idle stream. */
  SENDS_NO_HEARTBEAT,
  /** Refuses an unusable Last-Event-ID. */
  REFUSES_LAST_EVENT_IDS,
  /** Forwards each block of a stream late, as HAProxy does by default, after 200 ms. */
  DELAYS_BLOCKS,
  /** Answers a poll with 504 after a second, as a proxy with a short timeout does. */
  CUTS_POLLS,
  /** Acknowledges for another reader than the requested one. */
  FORGETS_ACKNOWLEDGEMENTS,
  /** Answers an upgrade with 400, as behind a proxy that drops its headers. */
  REFUSES_WEBSOCKETS;

  private static final int EVERY = 5;

  /** Forwards the updates of one stream, every fifth with the fault. Owned by its event loop. */
  static final class Injector {
    private final ServerFault fault;
    private int count;
    private @Nullable String delayed;

    Injector(ServerFault fault) {
      this.fault = fault;
    }

    /** Returns the updates to forward in place of some updates. */
    List<String> forward(List<String> updates) {
      List<String> forwarded = new ArrayList<>();
      updates.forEach(update -> forward(update, forwarded));
      return forwarded;
    }

    private void forward(String update, List<String> forwarded) {
      String late = delayed;
      delayed = null;
      boolean faulty = ++count % EVERY == 0;
      switch (faulty ? fault : NONE) {
        case LOSES_UPDATES -> {}
        case DUPLICATES_UPDATES -> {
          forwarded.add(update);
          forwarded.add(update);
        }
        case REORDERS_UPDATES -> delayed = update;
        case REFORMATS_JSON -> forwarded.add(update.replace("\"seq\":", "\"seq\": "));
        default -> forwarded.add(update);
      }
      if (late != null) {
        forwarded.add(late);
      }
    }

    /** Returns the text to forward in place of a message that is not an update. */
    String forwardMessage(String text) {
      return fault == REPORTS_FALSE_RECOVERY
          ? text.replace("\"recovered\":false", "\"recovered\":true")
          : text;
    }
  }
}
