package io.feedhorn.app.cli.feed;

import io.feedhorn.client.ReceivedUpdate;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of an update on standard output, a line each. */
enum UpdateFormat {
  /** Time, topic, number and value in columns, for people. */
  pretty {
    @Override
    String line(ReceivedUpdate update) {
      String time = TIME.format(Instant.ofEpochMilli((long) Double.parseDouble(update.ts())));
      return "%s  %-24s  #%-5d  %s"
          .formatted(
              time,
              update.topic(),
              update.seq(),
              update.isDeletion() ? "(deleted)" : update.data());
    }
  },

  /** The update object, byte for byte as on the wire. */
  json {
    @Override
    String line(ReceivedUpdate update) {
      return update.text();
    }
  },

  /** The published value only. */
  data {
    @Override
    @Nullable String line(ReceivedUpdate update) {
      return update.isDeletion() ? null : update.data();
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  /** Returns the line of an update; null if the format has none for it. */
  abstract @Nullable String line(ReceivedUpdate update);

  /** Returns this format, or the default for a terminal or a pipe. */
  static UpdateFormat orDefault(@Nullable UpdateFormat chosen) {
    return chosen != null ? chosen : Terminal.isOutput() ? pretty : json;
  }
}
