package io.feedhorn.client.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The faults of a {@link FaultProxy}. Immutable; created from {@link #NONE}. */
public final class Faults {
  /** No fault: all bytes are passed on at once. */
  public static final Faults NONE = new Faults();

  // Written only before a copy is returned.
  private boolean refusesWebSockets;
  private @Nullable Duration webSocketLifetime;
  private boolean buffersStreams;
  private @Nullable Duration idleTimeout;
  private boolean answersBadGateway;
  private boolean blocksAll;
  private Duration requestDelay = Duration.ZERO;
  private Duration responseDelay = Duration.ZERO;
  private int requestCorruption;
  private int responseCorruption;
  private int minResponseBytes;
  private int maxResponseBytes;

  private Faults() {}

  private Faults copy() {
    Faults copy = new Faults();
    copy.refusesWebSockets = refusesWebSockets;
    copy.webSocketLifetime = webSocketLifetime;
    copy.buffersStreams = buffersStreams;
    copy.idleTimeout = idleTimeout;
    copy.answersBadGateway = answersBadGateway;
    copy.blocksAll = blocksAll;
    copy.requestDelay = requestDelay;
    copy.responseDelay = responseDelay;
    copy.requestCorruption = requestCorruption;
    copy.responseCorruption = responseCorruption;
    copy.minResponseBytes = minResponseBytes;
    copy.maxResponseBytes = maxResponseBytes;
    return copy;
  }

  /** Adds: every WebSocket handshake is answered with 403. */
  public Faults refusingWebSockets() {
    Faults copy = copy();
    copy.refusesWebSockets = true;
    return copy;
  }

  /** Adds: every WebSocket is cut after a time. */
  public Faults cuttingWebSocketsAfter(Duration lifetime) {
    Faults copy = copy();
    copy.webSocketLifetime = lifetime;
    return copy;
  }

  /** Adds: the bodies of event streams are held back until this fault ends. */
  public Faults bufferingStreams() {
    Faults copy = copy();
    copy.buffersStreams = true;
    return copy;
  }

  /** Adds: a connection is cut after a time without a byte. */
  public Faults cuttingIdleAfter(Duration timeout) {
    Faults copy = copy();
    copy.idleTimeout = timeout;
    return copy;
  }

  /** Adds: every request is answered with 502. */
  public Faults answeringBadGateway() {
    Faults copy = copy();
    copy.answersBadGateway = true;
    return copy;
  }

  /**
   * Adds: no byte is passed on in either direction, without a sign of it. As TCP would send them
   * again, all bytes arrive when this fault ends.
   */
  public Faults blockingAll() {
    Faults copy = copy();
    copy.blocksAll = true;
    return copy;
  }

  /** Adds delays. Not to be changed while bytes are on their way. */
  public Faults delaying(Duration requests, Duration responses) {
    Faults copy = copy();
    copy.requestDelay = requests;
    copy.responseDelay = responses;
    return copy;
  }

  /**
   * Adds corruption: on average one byte of so many is changed.
   *
   * @param requests bytes to the server for each changed one; 0 for no corruption
   * @param responses the same for bytes to the client
   */
  public Faults corrupting(int requests, int responses) {
    Faults copy = copy();
    copy.requestCorruption = requests;
    copy.responseCorruption = responses;
    return copy;
  }

  /**
   * Adds: each new connection is cut after a random number of bytes to the client, anywhere within
   * a header, a frame or a block.
   */
  public Faults cuttingAfterBytes(int min, int max) {
    Faults copy = copy();
    copy.minResponseBytes = min;
    copy.maxResponseBytes = max;
    return copy;
  }

  boolean refusesWebSockets() {
    return refusesWebSockets;
  }

  @Nullable Duration webSocketLifetime() {
    return webSocketLifetime;
  }

  boolean buffersStreams() {
    return buffersStreams;
  }

  @Nullable Duration idleTimeout() {
    return idleTimeout;
  }

  boolean answersBadGateway() {
    return answersBadGateway;
  }

  boolean blocksAll() {
    return blocksAll;
  }

  Duration requestDelay() {
    return requestDelay;
  }

  Duration responseDelay() {
    return responseDelay;
  }

  int requestCorruption() {
    return requestCorruption;
  }

  int responseCorruption() {
    return responseCorruption;
  }

  int minResponseBytes() {
    return minResponseBytes;
  }

  /** Returns 0 if connections are not cut. */
  int maxResponseBytes() {
    return maxResponseBytes;
  }
}
