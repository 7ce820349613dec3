package io.feedhorn.bench.protocol;

/** One step of a conversation: what is sent, then what must have come before the next. */
public final class HandshakeStep {
  private final byte[] send;
  private final String expected;

  /**
   * A step.
   *
   * @param send the bytes, perhaps none
   * @param until a piece of what is received, read as ISO 8859-1; empty: nothing is waited for
   */
  public HandshakeStep(byte[] send, String until) {
    this.send = send;
    this.expected = until;
  }

  /** The bytes to send. Not to be changed. */
  public byte[] send() {
    return send;
  }

  /** Returns the text that the answer must contain. */
  public String expected() {
    return expected;
  }
}
