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
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Iterator;
import java.util.List;

/**
 * Marks invalid requests as faults of the client that Vert.x would answer as faults of the server:
 * a version that is neither HTTP/1.0 nor HTTP/1.1 (501, in the version of the request), and invalid
 * chunks of a body (no answer). Marks also those with several hosts, of which Vert.x would take the
 * first, and a proxy in front perhaps the last, and those with a body of unknown length. Joins the
 * headers of handshakes, see {@link HandshakeHeaders}. Stateless, safe on any thread.
 */
@Sharable
public final class BadRequestHandler extends ChannelInboundHandlerAdapter {
  private static final BadRequestHandler INSTANCE = new BadRequestHandler();

  private BadRequestHandler() {}

  /** Checks the requests of a new connection if it uses HTTP/1. */
  public static void check(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
      ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
      if (decoder != null) {
        pipeline.addAfter(decoder.name(), null, INSTANCE);
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
      requireKnownLength(request);
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

  /** A proxy in front may take for a body what would be the next request here. */
  private static void requireKnownLength(HttpRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      String last = codings.get(codings.size() - 1);
      if (!last.substring(last.lastIndexOf(',') + 1).strip().equalsIgnoreCase("chunked")) {
        fail(request, "the last Transfer-Encoding is not chunked (section 6.3)");
      }
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
