package io.feedhorn.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Validates the rules of RFC 6455 that neither Netty's decoder nor Vert.x checks: text is UTF-8
 * (section 8.1), a close frame has a permitted code and a reason in UTF-8 (sections 5.5.1 and 7.4).
 * Throws an exception with the close code of the violation. Owned by its event loop.
 */
final class WebSocketFrameValidator extends Utf8FrameValidator {
  private static final int MAX_CLOSE_CODE = 4999;

  WebSocketFrameValidator() {
    super(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof CloseWebSocketFrame close) {
      CorruptedWebSocketFrameException violation = violation(close);
      if (violation != null) {
        close.release();
        throw violation;
      }
    }
    super.channelRead(context, message);
  }

  private static @Nullable CorruptedWebSocketFrameException violation(CloseWebSocketFrame close) {
    int code = close.statusCode();
    if (code > MAX_CLOSE_CODE) {
      return new CorruptedWebSocketFrameException(
          WebSocketCloseStatus.PROTOCOL_ERROR,
          "invalid close code %d; the largest is %d".formatted(code, MAX_CLOSE_CODE));
    }
    int length = Math.max(0, close.content().readableBytes() - Short.BYTES);
    int start = close.content().readerIndex() + Short.BYTES;
    try {
      if (length > 0) {
        StandardCharsets.UTF_8.newDecoder().decode(close.content().nioBuffer(start, length));
      }
      return null;
    } catch (CharacterCodingException notUtf8) {
      return new CorruptedWebSocketFrameException(
          WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "the reason of a close is not UTF-8");
    }
  }
}
