package io.feedhorn.transport.netty;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A request HEAD over HTTP/2 whose response has no body. Vert.x 5.0 omits bodies over HTTP/1.1
 * only; over HTTP/2 a client then fails with PROTOCOL_ERROR (RFC 9113, section 8.1.1). Owned by the
 * event loop of its connection.
 */
public final class HeadRequest extends HttpServerRequestWrapper {
  private final HttpServerResponse withoutBody;

  private HeadRequest(HttpServerRequestInternal request) {
    super(request);
    HttpServerResponse response = request.response();
    withoutBody =
        (HttpServerResponse)
            Proxy.newProxyInstance(
                HeadRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> call(response, proxy, method, arguments));
  }

  /** Returns the request itself, unless it is a HEAD over HTTP/2. */
  public static HttpServerRequest withoutBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
            && HttpMethod.HEAD.equals(request.method())
            && request instanceof HttpServerRequestInternal known
        ? new HeadRequest(known)
        : request;
  }

  @Override
  public HttpServerResponse response() {
    return withoutBody;
  }

  private static @Nullable Object call(
      HttpServerResponse response, Object proxy, Method method, Object[] arguments)
      throws Throwable {
    if (method.getName().equals("end") || method.getName().equals("send")) {
      return response.end();
    }
    try {
      Object result = method.invoke(response, arguments);
      return result == response ? proxy : result;
    } catch (InvocationTargetException failure) {
      throw failure.getCause() == null ? failure : failure.getCause();
    }
  }
}
