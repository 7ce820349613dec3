package io.feedhorn.bench.load;

/** An incremental parser of what a server sends after the HTTP header. Not thread-safe. */
interface FrameParser {
  /** Receives the contents of frames. */
  interface Handler {
    void payload(byte[] bytes, int from, int to);

    void ping(byte[] payload);

    void close(byte[] payload);
  }

  void parse(byte[] bytes, int from, int to, Handler handler);
}
