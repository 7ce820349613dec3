package io.feedhorn.transport.netty;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Iterator;

/**
 * Marks invalid requests as faults of the client that Vert.x would answer as faults of the server:
 * a version that is neither HTTP/1.0 nor HTTP/1.1 (501, in the version of the request), and invalid
 * chunks of a body (no answer). Marks also those that a proxy in front may understand differently:
 * with several hosts, of which Vert.x would take the first, and with a body whose end is not
 * certain. Joins the headers of handshakes, see {@link HandshakeHeaders}. Stateless, safe on any
 * thread.
 */
@Sharable
public final class BadRequestHandler extends ChannelInboundHandlerAdapter {
  private static final BadRequestHandler INSTANCE = new BadRequestHandler();

  private BadRequestHandler() {}

  /**
   * Checks the requests of a new connection if it uses HTTP/1.
   *
   * @param options the options of its server
   */
  public static void check(HttpConnection connection, HttpServerOptions options) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
      ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
      if (decoder != null) {
        pipeline.addAfter(decoder.name(), null, INSTANCE);
        pipeline.replace(decoder.handler(), decoder.name(), new OneLengthDecoder(options));
      }
    }
  }

  /** Ends the checks of a connection that has become a WebSocket. */
  static void end(ChannelPipeline pipeline) {
    if (pipeline.context(INSTANCE) != null) {
      pipeline.remove(INSTANCE);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      requireKnownVersion(request);
      requireOneHost(request);
      requireChunked(request);
      HandshakeHeaders.join(request.headers());
    }
    // A request that could not be decoded is a body, too; it keeps its own reason.
    if (message instanceof HttpContent content
        && !(message instanceof HttpRequest)
        && content.decoderResult().isFailure()) {
      content.release();
      // In a task of its own: while Vert.x reads it does not flush, and it closes the connection.
      context.executor().execute(() -> context.fireExceptionCaught(invalidChunks()));
      return;
    }
    context.fireChannelRead(message);
  }

  private static FeedException invalidChunks() {
    return new FeedException(
        ErrorCode.BAD_REQUEST, "The body has invalid chunks (RFC 9112, section 7.1).");
  }

  private static void requireKnownVersion(HttpRequest request) {
    if (!isKnown(request.protocolVersion())) {
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      fail(request, "unsupported version of HTTP");
    }
  }

  private static void requireOneHost(HttpRequest request) {
    Iterator<?> hosts = request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (hosts.hasNext()) {
      hosts.next();
      if (hosts.hasNext()) {
        fail(request, "more than one line 'Host' (section 3.2)");
      }
    }
  }

  /** Netty reads chunks if they are one of the codings, and ignores the others. */
  private static void requireChunked(HttpRequest request) {
    Iterator<? extends CharSequence> codings =
        request.headers().valueCharSequenceIterator(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.hasNext()) {
      return;
    }
    boolean chunked = HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.next());
    if (!chunked || codings.hasNext()) {
      fail(request, "a 'Transfer-Encoding' other than 'chunked' (section 6.1)");
    } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      fail(request, "'Transfer-Encoding' in HTTP/1.0 (section 6.1)");
    }
  }

  private static void fail(HttpRequest request, String reason) {
    if (request.decoderResult().isSuccess()) {
      request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(reason)));
    }
  }

  // Vert.x compares by reference: Netty returns another object for "hTTP/1.1".
  @SuppressWarnings("ReferenceEquality")
  private static boolean isKnown(HttpVersion version) {
    return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
  }
}
