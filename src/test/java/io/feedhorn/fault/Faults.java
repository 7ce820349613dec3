package io.feedhorn.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the way to a server. Immutable; made from {@link #NONE}, one fault after the
 * other.
 *
 * @param refusesWebSockets every request to upgrade is answered 403
 * @param webSocketsLive how long an upgraded connection lives; null where nobody cuts it
 * @param buffersStreams no event stream's body gets through until this ends
 * @param idle how long a connection may carry nothing; null where nobody minds
 * @param badGateway every request is answered 502
 * @param swallows nothing gets through in either direction, and nobody is told; what TCP would send
 *     again arrives when this ends
 * @param upLater how much later everything reaches the server; not to be changed while bytes are on
 *     their way
 * @param downLater how much later everything reaches the client
 * @param upChanged one byte of so many, on average, is another one when it reaches the server; 0
 *     for none
 * @param downChanged the same on the way to the client
 */
public record Faults(
    boolean refusesWebSockets,
    @Nullable Duration webSocketsLive,
    boolean buffersStreams,
    @Nullable Duration idle,
    boolean badGateway,
    boolean swallows,
    Duration upLater,
    Duration downLater,
    int upChanged,
    int downChanged) {
  /** A way that works. */
  public static final Faults NONE =
      new Faults(false, null, false, null, false, false, Duration.ZERO, Duration.ZERO, 0, 0);

  public Faults refusingWebSockets() {
    return new Faults(
        true,
        webSocketsLive,
        buffersStreams,
        idle,
        badGateway,
        swallows,
        upLater,
        downLater,
        upChanged,
        downChanged);
  }

  public Faults cuttingWebSocketsAfter(Duration life) {
    return new Faults(
        refusesWebSockets,
        life,
        buffersStreams,
        idle,
        badGateway,
        swallows,
        upLater,
        downLater,
        upChanged,
        downChanged);
  }

  public Faults bufferingStreams() {
    return new Faults(
        refusesWebSockets,
        webSocketsLive,
        true,
        idle,
        badGateway,
        swallows,
        upLater,
        downLater,
        upChanged,
        downChanged);
  }

  public Faults cuttingIdleAfter(Duration time) {
    return new Faults(
        refusesWebSockets,
        webSocketsLive,
        buffersStreams,
        time,
        badGateway,
        swallows,
        upLater,
        downLater,
        upChanged,
        downChanged);
  }

  public Faults answeringBadGateway() {
    return new Faults(
        refusesWebSockets,
        webSocketsLive,
        buffersStreams,
        idle,
        true,
        swallows,
        upLater,
        downLater,
        upChanged,
        downChanged);
  }

  public Faults swallowing() {
    return new Faults(
        refusesWebSockets,
        webSocketsLive,
        buffersStreams,
        idle,
        badGateway,
        true,
        upLater,
        downLater,
        upChanged,
        downChanged);
  }

  /** Everything takes its time. */
  public Faults delaying(Duration up, Duration down) {
    return new Faults(
        refusesWebSockets,
        webSocketsLive,
        buffersStreams,
        idle,
        badGateway,
        swallows,
        up,
        down,
        upChanged,
        downChanged);
  }

  /** One byte of so many is another one; 0 for none. */
  public Faults changing(int up, int down) {
    return new Faults(
        refusesWebSockets,
        webSocketsLive,
        buffersStreams,
        idle,
        badGateway,
        swallows,
        upLater,
        downLater,
        up,
        down);
  }
}
