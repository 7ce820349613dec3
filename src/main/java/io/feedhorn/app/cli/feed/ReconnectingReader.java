package io.feedhorn.app.cli.feed;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.UpdateReader;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A reader that opens another connection, at its cursor, if one is lost. Used by one thread, which
 * it blocks.
 */
final class ReconnectingReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMinutes(1);

  private final Function<ReadRequest, UpdateReader> opener;
  private final ReadRequest request;
  private final RetryPause backoff;
  private final Consumer<String> notices;
  private UpdateReader reader;
  private @Nullable String cursor;
  private boolean gapReported;

  /**
   * Opens the first connection.
   *
   * @param notices receives a line for each lost connection and each gap
   * @throws ClientException if it cannot be opened: only later connections are tried again
   */
  ReconnectingReader(
      Function<ReadRequest, UpdateReader> opener,
      ReadRequest request,
      RetryPause backoff,
      Consumer<String> notices) {
    this.opener = opener;
    this.request = request;
    this.backoff = backoff;
    this.notices = notices;
    this.cursor = request.since();
    this.reader = opener.apply(request);
  }

  /**
   * Returns the next update, after any time.
   *
   * @throws ClientException if the server refuses the subscription
   */
  ReceivedUpdate next() throws InterruptedException {
    while (true) {
      try {
        ReceivedUpdate update = reader.poll(POLL);
        if (update != null) {
          received();
          return update;
        }
        backoff.reset(); // The connection works, although its topics are quiet.
      } catch (ClientException failure) {
        reconnect(failure);
      }
    }
  }

  private void received() {
    backoff.reset();
    if (!gapReported && Boolean.FALSE.equals(reader.recovered())) {
      notices.accept(
          "Some updates are gone: history does not reach back to the cursor. The newest update of"
              + " each topic follows.");
      gapReported = true;
    }
  }

  private void reconnect(ClientException lost) throws InterruptedException {
    ClientException failure = lost;
    cursor = position();
    reader.close();
    if (ServerCall.isTemporary(lost)) {
      notices.accept("Connection lost (" + ServerCall.reason(lost) + "), reconnecting.");
    }
    while (ServerCall.isTemporary(failure)) {
      backoff.pause(ServerCall.retryAfter(failure));
      try {
        reader = opener.apply(request.since(cursor));
        notices.accept("Connected again.");
        gapReported = false;
        return;
      } catch (ClientException again) {
        failure = again;
      }
    }
    throw failure;
  }

  /** Returns the cursor of the lost connection, or of the one before if it had none. */
  private @Nullable String position() {
    try {
      String position = reader.cursor();
      return position.isEmpty() ? cursor : position;
    } catch (ClientException none) {
      return cursor;
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
