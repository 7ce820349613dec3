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
 * What RFC 6455 asks of a client's frames beyond what Netty's decoder and Vert.x look at: text is
 * UTF-8 (section 8.1), and a close has a code that may be sent, and a reason that is UTF-8
 * (sections 5.5.1 and 7.4). Whatever is wrong is thrown with its close code. Owned by its event
 * loop.
 */
final class WebSocketFrameValidator extends Utf8FrameValidator {
  private static final int LAST_CODE = 4999;

  WebSocketFrameValidator() {
    super(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof CloseWebSocketFrame close) {
      WebSocketCloseStatus wrong = wrong(close);
      if (wrong != null) {
        close.release();
        throw new CorruptedWebSocketFrameException(wrong, wrong.reasonText());
      }
    }
    super.channelRead(context, message);
  }

  private static @Nullable WebSocketCloseStatus wrong(CloseWebSocketFrame close) {
    if (close.statusCode() > LAST_CODE) {
      return WebSocketCloseStatus.PROTOCOL_ERROR;
    }
    int length = Math.max(0, close.content().readableBytes() - Short.BYTES);
    int start = close.content().readerIndex() + Short.BYTES;
    try {
      if (length > 0) {
        StandardCharsets.UTF_8.newDecoder().decode(close.content().nioBuffer(start, length));
      }
      return null;
    } catch (CharacterCodingException notUtf8) {
      return WebSocketCloseStatus.INVALID_PAYLOAD_DATA;
    }
  }
}
