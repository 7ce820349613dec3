package io.feedhorn.transport.netty;

import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that speaks text, as the transports see it. Owned by its event loop. Frames that were
 * made once are written to the {@link NettyConnection} as they are.
 */
public final class TextWebSocket implements NettyConnection.Listener {
  /** RFC 6455, section 7.4.1. */
  public static final short INVALID_TEXT = 1007;

  /** RFC 6455, section 7.4.1. */
  public static final short TOO_LARGE = 1009;

  private static final int UNANSWERED_BEATS = 2;

  private final ServerWebSocket socket;
  private final NettyConnection connection;
  private final Listener listener;
  private final int messageBytes;
  private @Nullable Buffer fragments;
  private boolean text;
  private boolean paused;
  private boolean closing;
  private int unanswered;

  /** What happens on a socket. Every call is on its event loop. */
  public interface Listener {
    /** A whole text message came. */
    void text(Buffer utf8);

    /** A message came that is not text. */
    void binary(Buffer message);

    /** The channel takes more again. */
    void drained();

    /** The connection is gone. */
    void closed();
  }

  /**
   * @param messageBytes the largest message, all its frames together
   */
  public TextWebSocket(ServerWebSocket socket, int messageBytes, Listener listener) {
    this.socket = socket;
    this.messageBytes = messageBytes;
    this.listener = listener;
    this.connection = NettyConnection.under(socket, this);
    socket.frameHandler(this::frame);
    socket.pongHandler(pong -> unanswered = 0);
    socket.exceptionHandler(failure -> {});
    socket.closeHandler(closed -> listener.closed());
  }

  /** Whether the client reads compressed frames too; known once it has spoken. */
  public boolean deflates() {
    return connection.deflates();
  }

  /** Whether the channel takes more without keeping it in memory past its high-water mark. */
  public boolean writable() {
    return connection.writable();
  }

  /**
   * Writes a frame as {@link WebSocketFrames} makes it; it goes out with the next {@link #flush}.
   */
  public void write(SharedFrame frame) {
    connection.write(frame);
  }

  public void flush() {
    connection.flush();
  }

  /**
   * Sends one text message now. A peer that does not read its answers is not read from either, so
   * that they cannot pile up.
   */
  public void send(String message) {
    connection.write(WebSocketFrames.of(Buffer.buffer(message)));
    flush();
    if (!writable() && !paused) {
      paused = true;
      socket.pause();
    }
  }

  /**
   * Closes with a code of RFC 6455 or of the table in the contract. A peer that does not read
   * cannot be told; its connection is cut after a while.
   */
  public Future<Void> close(short code, String reason) {
    closing = true;
    connection.abortAfterTimeout();
    return socket.close(code, reason);
  }

  /**
   * Asks the peer whether it is still there; closes where it left two such questions unanswered.
   */
  public Future<Void> ping() {
    if (paused) {
      if (connection.isUnresponsive()) {
        cut();
      }
      return Future.succeededFuture();
    }
    if (unanswered >= UNANSWERED_BEATS) {
      return close((short) 1001, "no answer to two pings");
    }
    unanswered++;
    return socket.writePing(Buffer.buffer());
  }

  /** Ends the connection without a close frame. */
  public void cut() {
    connection.abort();
  }

  @Override
  public void drained() {
    if (paused) {
      paused = false;
      socket.resume();
    }
    listener.drained();
  }

  private void frame(WebSocketFrame frame) {
    // RFC 6455, section 7.1.7: nothing is read any more on a connection that failed.
    if (closing || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
      return;
    }
    unanswered = 0;
    if (!frame.isContinuation()) {
      text = frame.isText();
      fragments = null;
    }
    Buffer data = frame.binaryData();
    if (fragments == null) {
      fragments = frame.isFinal() ? data : Buffer.buffer().appendBuffer(data);
    } else {
      fragments.appendBuffer(data);
    }
    if (fragments.length() > messageBytes) {
      fragments = null;
      close(TOO_LARGE, "a message has at most " + messageBytes + " bytes");
    } else if (frame.isFinal()) {
      Buffer whole = fragments;
      fragments = null;
      deliver(whole);
    }
  }

  private void deliver(Buffer whole) {
    if (text) {
      listener.text(whole);
    } else {
      listener.binary(whole);
    }
  }

  /** What is no frame is told why it was closed; the decoder passes over what comes behind it. */
  @Override
  public boolean failed(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException bad) {
      close((short) bad.closeStatus().code(), bad.closeStatus().reasonText());
    } else if (failure instanceof DecompressionException bad && bad.getCause() == null) {
      close(TOO_LARGE, "a message has at most " + messageBytes + " bytes once it is inflated");
    } else if (failure instanceof DecompressionException) {
      close(INVALID_TEXT, "a message that cannot be inflated");
    } else {
      return false;
    }
    return true;
  }
}
