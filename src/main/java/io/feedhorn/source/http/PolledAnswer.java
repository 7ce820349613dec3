package io.feedhorn.source.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request whose answer is read to its end. */
final class PolledAnswer {
  private PolledAnswer() {}

  /**
   * Sends a request and returns what is read from its answer. Fails, and ends the request, if a
   * pause in it is longer than the timeout, or all of it takes twice as long.
   */
  static <T> Future<T> of(
      HttpClient client,
      RequestOptions request,
      Duration timeout,
      Function<HttpClientResponse, Future<T>> read) {
    @Nullable HttpClientRequest[] sent = new HttpClientRequest[1];
    return client
        .request(request.setTimeout(timeout.toMillis()))
        .compose(
            opened -> {
              sent[0] = opened;
              return opened.send();
            })
        .compose(
            response -> {
              sent[0] = response.request(); // Another one after a redirect.
              return read.apply(response);
            })
        .timeout(2 * timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            failure -> {
              HttpClientRequest open = sent[0];
              if (failure instanceof TimeoutException && open != null) {
                open.reset(); // Otherwise it would keep its connection, of which there are few.
              }
            });
  }
}
