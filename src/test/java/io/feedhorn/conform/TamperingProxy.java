package io.feedhorn.conform;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the suite for tests of other packages, which tell a connection that ended from an
 * answer that is wrong. Used by one thread, which may block.
 */
public final class TamperingProxy implements AutoCloseable {
  /** The server is not there, does not serve now, or the connection ended. */
  public static final class Gone extends Exception {
    private static final long serialVersionUID = 1L;

    Gone(String why) {
      super(why, null, false, false);
    }
  }

  /** A server, as clients reach it. Safe on any thread that may block. */
  public static final class Door {
    private final ServerUnderTest target;

    public Door(Vertx vertx, URI url, Duration patience) {
      this.target = new ServerUnderTest(vertx, url, null, null, patience);
    }
  }

  private final TransportClient reader;

  private TamperingProxy(TransportClient reader) {
    this.reader = reader;
  }

  /**
   * Connects and asks for what came after a cursor.
   *
   * @throws AssertionError where the server refuses what is allowed, or its answer is wrong
   */
  public static TamperingProxy open(
      Door door, Transport transport, List<String> patterns, String since) throws Gone {
    ReadRequest readRequest = new ReadRequest(patterns, since, false, null, 0);
    try {
      return new TamperingProxy(transport.open(door.target, readRequest));
    } catch (ConnectionLost | RequestRefused | CheckFailed failure) {
      throw gone(failure);
    }
  }

  /** The next update object; null where none comes in time. */
  public @Nullable String poll(Duration patience) throws Gone {
    try {
      return reader.poll(patience);
    } catch (ConnectionLost | RequestRefused | CheckFailed failure) {
      throw gone(failure);
    }
  }

  /** Past everything that was given. */
  public String cursor() throws Gone {
    try {
      return reader.cursor();
    } catch (ConnectionLost | RequestRefused | CheckFailed failure) {
      throw gone(failure);
    }
  }

  /** Whether everything since the cursor was there; also where nothing is said of it. */
  public boolean recovered() {
    Boolean told = reader.recovered();
    return told == null || told;
  }

  @Override
  public void close() {
    reader.close();
  }

  private static Gone gone(RuntimeException failure) {
    boolean refused = failure instanceof RequestRefused told && !told.code().equals("unavailable");
    if (refused || failure instanceof CheckFailed) {
      throw new AssertionError(failure.getMessage(), failure);
    }
    return new Gone(String.valueOf(failure.getMessage()));
  }
}
