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
  /** Writes the same JSON with other bytes. */
  REFORMATS_JSON,
  /** Calls a partial replay whole. */
  REPORTS_FALSE_RECOVERY,
  /** Moves the cursor of a stream by an id without data. */
  SENDS_IDS_WITHOUT_DATA,
  /** Ends each comment and the time to reconnect of a stream with an empty line. */
  SPLITS_BLOCKS,
  /** Says nothing on an idle stream. */
  SENDS_NO_HEARTBEAT,
  /** Refuses a Last-Event-ID that is of no use. */
  REFUSES_LAST_EVENT_IDS,
  /** Passes each block of a stream on 200 ms late, as HAProxy does by default. */
  DELAYS_BLOCKS,
  /** Answers a poll that waits for a second with 504, as a proxy whose timeout is shorter. */
  CUTS_POLLS,
  /** Answers 400 to what asks to upgrade, as a proxy that drops those headers makes the server. */
  REFUSES_WEBSOCKETS;

  private static final int EVERY = 5;

  /** Passes the updates of one stream on, every fifth not as it came. Owned by its event loop. */
  static final class Injector {
    private final ServerFault fault;
    private int count;
    private @Nullable String delayed;

    Injector(ServerFault fault) {
      this.fault = fault;
    }

    /** Returns the updates that are passed on in place of some updates. */
    List<String> forward(List<String> updates) {
      List<String> passed = new ArrayList<>();
      updates.forEach(update -> forward(update, passed));
      return passed;
    }

    private void forward(String update, List<String> passed) {
      String late = delayed;
      delayed = null;
      boolean now = ++count % EVERY == 0;
      switch (now ? fault : NONE) {
        case LOSES_UPDATES -> {}
        case DUPLICATES_UPDATES -> {
          passed.add(update);
          passed.add(update);
        }
        case REORDERS_UPDATES -> delayed = update;
        case REFORMATS_JSON -> passed.add(update.replace("\"seq\":", "\"seq\": "));
        default -> passed.add(update);
      }
      if (late != null) {
        passed.add(late);
      }
    }

    /** Returns the text that is passed on in place of a message that is not an update. */
    String forwardMessage(String text) {
      return fault == REPORTS_FALSE_RECOVERY
          ? text.replace("\"recovered\":false", "\"recovered\":true")
          : text;
    }
  }
}
