package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Credentials;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.RequestBody;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The handler of the requests of SockJS sessions over HTTP. Owned by the event loop of their
 * connections. Status codes and texts of refusals are those of the SockJS protocol.
 */
final class SockJsHttpHandler {
  /** The {@code Cache-Control} of the protocol for responses that must not be stored. */
  static final String NO_STORE = "no-store, no-cache, no-transform, must-revalidate, max-age=0";

  private static final String PATH = "/[^/.]+/(?<session>[^/.]+)/";
  private static final Pattern CALLBACK = Pattern.compile("[a-zA-Z0-9_.-]{1,32}");
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int NO_CONTENT = 204;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private final LoopContext loopContext;
  private final SockJsSessions sessions;

  SockJsHttpHandler(LoopContext loopContext, SockJsSessions sessions) {
    this.loopContext = loopContext;
    this.sessions = sessions;
  }

  /** Adds the routes. They need a body handler before them. */
  void route(Router router) {
    router.postWithRegex(PATH + "xhr").handler(to -> attach(to, SockJsHttpTransport.XHR, ""));
    router
        .postWithRegex(PATH + "xhr_streaming")
        .handler(to -> attach(to, SockJsHttpTransport.XHR_STREAMING, ""));
    router
        .getWithRegex(PATH + "eventsource")
        .handler(to -> attach(to, SockJsHttpTransport.EVENTSOURCE, ""));
    router
        .getWithRegex(PATH + "htmlfile")
        .handler(to -> attachWithCallback(to, SockJsHttpTransport.HTMLFILE));
    router
        .getWithRegex(PATH + "jsonp")
        .handler(to -> attachWithCallback(to, SockJsHttpTransport.JSONP));
    router.postWithRegex(PATH + "xhr_send").handler(this::send);
    router.postWithRegex(PATH + "jsonp_send").handler(this::sendForm);
  }

  private void attachWithCallback(RoutingContext request, SockJsHttpTransport transport) {
    String longName = request.request().getParam("callback");
    String callback = longName == null ? request.request().getParam("c") : longName;
    if (callback == null) {
      fail(request, "\"callback\" parameter required");
    } else if (!CALLBACK.matcher(callback).matches()) {
      fail(request, "invalid \"callback\" parameter");
    } else {
      attach(request, transport, callback);
    }
  }

  private void attach(RoutingContext request, SockJsHttpTransport transport, String callback) {
    String session = request.pathParam("session");
    HttpServerResponse response = request.response();
    response
        .setChunked(request.request().version() != HttpVersion.HTTP_1_0)
        .putHeader(HttpHeaders.CONTENT_TYPE, transport.contentType())
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Accel-Buffering", "no");
    noStore(request);
    Context context = loopContext.vertx().getOrCreateContext();
    ClientQuota quota = loopContext.limiter().of(request.request());
    SockJsResponse answer = new SockJsResponse(context, request.request(), transport, callback);
    response.exceptionHandler(failure -> {});
    response.closeHandler(closed -> sessions.onConnectionLost(session, answer));
    sessions
        .attach(session, answer, quota, Credentials.orTicketOf(request.request()))
        .onFailure(failure -> unavailable(request));
  }

  private void send(RoutingContext request) {
    receive(request, RawJson.decode(RequestBody.of(request)), NO_CONTENT, "");
  }

  /** Accepts a form of an old browser, or the value of its field alone. */
  private void sendForm(RoutingContext request) {
    String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
    boolean isForm = type != null && type.startsWith(FORM);
    String body = RawJson.decode(RequestBody.of(request));
    receive(request, isForm ? field(body) : body, 200, "ok");
  }

  /** Returns the field of a form, empty if it is missing or its encoding is not valid. */
  private static String field(String form) {
    for (String each : form.split("&", -1)) {
      if (each.startsWith("d=")) {
        try {
          return URLDecoder.decode(each.substring(2), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException invalid) {
          return "";
        }
      }
    }
    return "";
  }

  private void receive(RoutingContext request, String body, int status, String answer) {
    List<String> messages = messages(body);
    if (messages == null) {
      fail(request, body.isEmpty() ? "Payload expected." : "Broken JSON encoding.");
      return;
    }
    sessions
        .receive(request.pathParam("session"), messages)
        .onSuccess(
            accepted -> received(request, accepted ? status : NOT_FOUND, accepted ? answer : ""))
        .onFailure(failure -> unavailable(request));
  }

  private static @Nullable List<String> messages(String text) {
    try {
      return text.isEmpty() ? null : SockJsFrames.messages(text);
    } catch (DecodeException invalid) {
      return null;
    }
  }

  private static void received(RoutingContext request, int status, String text) {
    noStore(request);
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
        .end(text);
  }

  private static void noStore(RoutingContext request) {
    request.response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
  }

  private static void fail(RoutingContext request, String reason) {
    noStore(request);
    request
        .response()
        .setStatusCode(SERVER_ERROR)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
        .end(reason);
  }

  private static void unavailable(RoutingContext request) {
    request.fail(
        new FeedException(
            ErrorCode.UNAVAILABLE,
            "The event loop of the session does not answer; send the request again."));
  }
}
