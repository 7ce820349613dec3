package io.feedhorn.transport.netty;

import io.feedhorn.limits.Limits;
import io.feedhorn.model.DisconnectReason;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket for text messages. Owned by its event loop, not thread-safe. Writes shared frames
 * through {@link NettyConnection}, joins fragments, and detects peers that violate the protocol or
 * do not answer.
 */
public final class TextWebSocket implements NettyConnection.Listener {
  private static final int MAX_UNANSWERED_PINGS = 2;

  private final ServerWebSocket socket;
  private final NettyConnection connection;
  private final Listener listener;
  private final Limits limits;
  private @Nullable Buffer fragments;
  private boolean text;
  private boolean paused;
  private boolean closing;
  private int unansweredPings;

  /** Events of a socket. Every call is on its event loop. */
  public interface Listener {
    /** A complete text message arrived. */
    void text(Buffer utf8);

    /** A complete binary message arrived. */
    void binary(Buffer message);

    /** The channel accepts more data again. */
    void drained();

    /**
     * The peer violated the protocol or does not answer. The listener calls {@link #close}.
     *
     * @param text the close reason
     */
    void failed(DisconnectReason reason, String text);

    /** The connection is gone. */
    void closed();
  }

  /**
   * @param limits have the size of the largest message, all its frames together
   */
  public TextWebSocket(ServerWebSocket socket, Limits limits, Listener listener) {
    this.socket = socket;
    this.limits = limits;
    this.listener = listener;
    this.connection = NettyConnection.under(socket, this);
    socket.frameHandler(this::onFrame);
    socket.pongHandler(pong -> unansweredPings = 0);
    socket.exceptionHandler(failure -> {});
    socket.closeHandler(closed -> listener.closed());
  }

  /** Returns true if the client accepts compressed frames; known when it has sent a message. */
  public boolean deflates() {
    return connection.deflates();
  }

  /** Returns true if the channel accepts data below its high-water mark. */
  public boolean writable() {
    return connection.writable();
  }

  /** Writes a frame of {@link WebSocketFrames}; the next {@link #flush} sends it. */
  public void write(SharedFrame frame) {
    connection.write(frame);
  }

  public void flush() {
    connection.flush();
  }

  /**
   * Sends one text message immediately, unless the socket is closing: no data may follow a close
   * frame (RFC 6455, section 5.5.1). If a peer does not read its answers, the server stops reading
   * from it, so that answers cannot pile up.
   */
  public void send(String message) {
    if (closing) {
      return;
    }
    connection.write(WebSocketFrames.of(Buffer.buffer(message)));
    flush();
    if (!writable() && !paused) {
      paused = true;
      socket.pause();
    }
  }

  /**
   * Closes the connection, with a close frame if the reason has one. A peer that does not read does
   * not get the frame; its connection is aborted after a timeout.
   */
  public Future<Void> close(DisconnectReason reason, String closeText) {
    closing = true;
    if (!reason.hasCloseFrame()) {
      connection.abort();
      return Future.succeededFuture();
    }
    connection.abortAfterTimeout();
    return socket.close((short) reason.closeCode(), closeText);
  }

  /** Sends a ping, or reports a peer that left two pings unanswered. */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called on failure
  public void ping() {
    if (paused) {
      if (connection.isUnresponsive()) {
        fail(DisconnectReason.UNRESPONSIVE);
      }
    } else if (unansweredPings >= MAX_UNANSWERED_PINGS) {
      fail(DisconnectReason.PING_TIMEOUT);
    } else {
      unansweredPings++;
      socket.writePing(Buffer.buffer());
    }
  }

  private void fail(DisconnectReason reason) {
    listener.failed(reason, reason.text());
  }

  @Override
  public void drained() {
    if (paused) {
      paused = false;
      socket.resume();
    }
    listener.drained();
  }

  private void onFrame(WebSocketFrame frame) {
    // RFC 6455, section 7.1.7: after a failure no data is processed any more.
    if (closing || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
      return;
    }
    unansweredPings = 0;
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
    if (fragments.length() > limits.frameBytes()) {
      fragments = null;
      listener.failed(DisconnectReason.MESSAGE_TOO_LARGE, allowedBytes());
    } else if (frame.isFinal()) {
      Buffer whole = fragments;
      fragments = null;
      deliver(whole);
    }
  }

  private void deliver(Buffer message) {
    if (text) {
      listener.text(message);
    } else {
      listener.binary(message);
    }
  }

  /** Reports an invalid frame with its close code; the decoder skips what follows it. */
  @Override
  public boolean failed(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException invalid) {
      DisconnectReason reason = reason(invalid.closeStatus().code());
      listener.failed(
          reason,
          reason == DisconnectReason.MESSAGE_TOO_LARGE
              ? allowedBytes()
              : Objects.requireNonNullElse(invalid.getMessage(), reason.text()));
    } else if (failure instanceof DecompressionException tooLarge && tooLarge.getCause() == null) {
      listener.failed(DisconnectReason.MESSAGE_TOO_LARGE, allowedBytes() + " after decompression");
    } else if (failure instanceof DecompressionException) {
      listener.failed(DisconnectReason.INVALID_PAYLOAD, "a message cannot be decompressed");
    } else if (failure.getCause() instanceof CodecException) {
      // Netty's decompressor is at its end after a final block.
      listener.failed(
          DisconnectReason.INVALID_PAYLOAD,
          "a message cannot be decompressed, or follows one with a final DEFLATE block");
    } else {
      return false;
    }
    return true;
  }

  private String allowedBytes() {
    return "a message has at most %d bytes (%d times limits.message)"
        .formatted(limits.frameBytes(), Limits.FRAME_FACTOR);
  }

  private static DisconnectReason reason(int closeCode) {
    if (closeCode == DisconnectReason.INVALID_PAYLOAD.closeCode()) {
      return DisconnectReason.INVALID_PAYLOAD;
    }
    return closeCode == DisconnectReason.MESSAGE_TOO_LARGE.closeCode()
        ? DisconnectReason.MESSAGE_TOO_LARGE
        : DisconnectReason.PROTOCOL_ERROR;
  }
}
