package io.feedhorn.transport.netty;

import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * A decoder that refuses a body with two lengths. Netty would remove {@code Content-Length} and
 * keep the connection, although a proxy in front may have ended the request there (RFC 9112,
 * section 6.3). Owned by the channel's event loop.
 */
final class OneLengthDecoder extends VertxHttpRequestDecoder {
  OneLengthDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage request) {
    throw new IllegalArgumentException(
        "'Content-Length' beside 'Transfer-Encoding' (section 6.3); send one of them");
  }
}
