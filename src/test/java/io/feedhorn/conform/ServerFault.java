package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults of a {@link WrongServer}. */
enum ServerFault {
  NONE,
  LOSES,
  DOUBLES,
  SWAPS,
  /** Writes the same JSON with other bytes. */
  RESPELLS,
  /** Calls a partial replay whole. */
  LIES,
  /** Moves the cursor of a stream by an id without data. */
  BARES_IDS,
  /** Ends each comment and the time to reconnect of a stream with an empty line. */
  SPLITS_BLOCKS,
  /** Says nothing on an idle stream. */
  FALLS_SILENT,
  /** Refuses a Last-Event-ID that is of no use. */
  REFUSES_IDS,
  /** Passes each block of a stream on 200 ms late, as HAProxy does by default. */
  DELAYS,
  /** Answers a poll that waits for a second with 504, as a proxy whose timeout is shorter. */
  CUTS,
  /** Acknowledges for another reader than the requested one. */
  FORGETS,
  /** Answers 400 to what asks to upgrade, as a proxy that drops those headers makes the server. */
  REFUSES_SOCKETS;

  private static final int EVERY = 5;

  /** Passes the updates of one stream on, every fifth not as it came. Owned by its event loop. */
  static final class Hand {
    private final ServerFault fault;
    private int count;
    private @Nullable String kept;

    Hand(ServerFault fault) {
      this.fault = fault;
    }

    /** Returns the updates that are passed on in place of some updates. */
    List<String> pass(List<String> updates) {
      List<String> passed = new ArrayList<>();
      updates.forEach(update -> pass(update, passed));
      return passed;
    }

    private void pass(String update, List<String> passed) {
      String late = kept;
      kept = null;
      boolean now = ++count % EVERY == 0;
      switch (now ? fault : NONE) {
        case LOSES -> {}
        case DOUBLES -> {
          passed.add(update);
          passed.add(update);
        }
        case SWAPS -> kept = update;
        case RESPELLS -> passed.add(update.replace("\"seq\":", "\"seq\": "));
        default -> passed.add(update);
      }
      if (late != null) {
        passed.add(late);
      }
    }

    /** Returns the text that is passed on in place of a message that is not an update. */
    String word(String text) {
      return fault == LIES ? text.replace("\"recovered\":false", "\"recovered\":true") : text;
    }
  }
}
