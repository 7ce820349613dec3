package io.feedhorn.transport;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * A handler that reads a request's body, up to a limit. Unlike Vert.x Web's body handler it does
 * not parse forms: the limits for their fields would also apply to JSON with the default type of
 * curl. Safe on any thread.
 */
public final class BodyReader implements Handler<RoutingContext> {
  private static final String KEY = BodyReader.class.getName();
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;

  private final BodyLimit limit;

  public BodyReader(BodyLimit limit) {
    this.limit = limit;
  }

  /** Returns the body that was read; it is empty if there is none. */
  static Buffer body(RoutingContext context) {
    Buffer body = context.get(KEY);
    return body == null ? Buffer.buffer() : body;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (declaredBytes(request) > limit.bytes()) {
      refuse(context);
    } else if (request.isEnded()) {
      context.next();
    } else {
      read(request, context);
    }
  }

  private void read(HttpServerRequest request, RoutingContext context) {
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (context.failed()) {
            return;
          }
          if (body.length() + chunk.length() > limit.bytes()) {
            refuse(context);
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.exceptionHandler(failure -> context.fail(BAD_REQUEST, failure));
    request.endHandler(
        end -> {
          if (!context.failed()) {
            context.put(KEY, body);
            context.next();
          }
        });
    request.resume();
  }

  private void refuse(RoutingContext context) {
    context.fail(TOO_LARGE, limit.refusal());
  }

  private static long declaredBytes(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException invalid) {
      return 0;
    }
  }
}
