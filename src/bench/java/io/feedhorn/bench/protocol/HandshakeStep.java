package io.feedhorn.bench.protocol;

/** One step of a handshake: bytes to send, and text that must be received before the next step. */
public final class HandshakeStep {
  private final byte[] send;
  private final String expected;

  /**
   * Creates a step.
   *
   * @param send the bytes to send, possibly none
   * @param expected a part of the received text (ISO 8859-1); empty: do not wait
   */
  public HandshakeStep(byte[] send, String expected) {
    this.send = send;
    this.expected = expected;
  }

  /** Returns the bytes to send. Must not be modified. */
  public byte[] send() {
    return send;
  }

  /** Returns the text that the response must contain. */
  public String expected() {
    return expected;
  }
}
