package io.feedhorn.hub;

/**
 * The writes of one slice of a flush, which can be sent together (port). Called on the event loop
 * of its hub.
 */
public interface WriteBatch {
  /** A batch in which every write is sent at once. */
  WriteBatch NONE =
      new WriteBatch() {
        @Override
        public void begin() {}

        @Override
        public void send() {}
      };

  /** Lets writes wait for {@link #send}. Until then connections are only written to. */
  void begin();

  /** Sends what waits. */
  void send();
}
