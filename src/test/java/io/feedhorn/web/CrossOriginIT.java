package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.feedhorn.http.CorsOptions;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests of a page from a permitted origin, in a browser that enforces the Fetch standard. */
@Timeout(90)
class CrossOriginIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static Vertx vertx;
  private static HttpServer pages;
  private static RunningServer server;

  @BeforeAll
  static void startServers() {
    vertx = Vertx.vertx();
    pages =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "text/html")
                        .setStatusCode(request.path().equals("/") ? 200 : 204)
                        .end(request.path().equals("/") ? "<!doctype html><title>a</title>" : ""))
            .listen(0, "127.0.0.1")
            .await();
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.cors(new CorsOptions(List.of(origin()), List.of("X-Tenant"))));
    server.publish("crossed.a", "1");
  }

  @AfterAll
  static void stopServers() {
    server.close();
    pages.close().await();
    vertx.close().await();
  }

  private static String origin() {
    return "http://127.0.0.1:" + pages.actualPort();
  }

  private static Page openPage() {
    return CHROMIUM.newSession().open(origin() + "/");
  }

  private static Object evaluate(String script) {
    return openPage().evaluate(script, server.address());
  }

  @Test
  void aTickerShowsValuesOnAPageOfAnotherOrigin() {
    server.publish("ticked.a", "{\"price\":110,\"open\":100,\"name\":\"<b>First\"}");
    server.publish("ticked.b", "1.5");
    assertThat(
            evaluate(
                """
                async server => {
                  await import(server + '/client/feedhorn-ticker.js');
                  const ticker = document.createElement('feedhorn-ticker');
                  ticker.setAttribute('topics', 'ticked.*');
                  document.body.append(ticker);
                  const items = () => [...ticker.shadowRoot.querySelectorAll('li')];
                  const texts = () => items().map(item =>
                    ['name', 'value', 'change'].map(part => item.querySelector('.' + part).textContent).join(' ').trim());
                  while (texts().filter(text => /\\d/.test(text)).length < 2)
                    await new Promise(requestAnimationFrame);
                  return texts().join() + ' ' + Object.keys(ticker.values);
                }
                """))
        .isEqualTo("<b>First 110 +10.00%,b 1.50 ticked.a,ticked.b");
  }

  @Test
  void aBrowserPutsDeltasTogether() {
    assertThat(
            evaluate(
                """
                async server => {
                  const {connect} = await import(server + '/client/feedhorn.js');
                  const {deltas} = await import(server + '/client/feedhorn-delta.js');
                  let patches = 0;
                  const options = deltas({
                    WebSocket: class extends WebSocket {
                      constructor(...all) {
                        super(...all);
                        this.addEventListener('message', ({data}) => (patches += data.includes('"patch":')));
                      }
                    },
                  });
                  const received = [];
                  for (const transport of ['websocket', 'sse']) {
                    const feed = connect(server, {...options, transports: [transport]});
                    const topic = `crossed.${transport}`;
                    await feed.publish(topic, {text: 'é'.repeat(200), levels: [1, 2, 3]}, {key: topic});
                    for await (const {seq, data} of feed.subscribe(topic)) {
                      received.push(data.levels.join('-'));
                      if (seq === 3) break;
                      const levels = seq === 1 ? [0, 1, 2] : [0, 1, 9];
                      await feed.publish(topic, {...data, levels}, {key: topic + seq});
                    }
                    feed.close();
                  }
                  return received.join() + ' ' + patches;
                }
                """))
        .isEqualTo("1-2-3,0-1-2,0-1-9,1-2-3,0-1-2,0-1-9 2");
  }

  @Test
  void anEventSourceWithCredentialsIsServed() {
    assertThat(
            evaluate(
                """
                server => new Promise((resolve, reject) => {
                  const source = new EventSource(server + '/v1/stream?topics=crossed.a',
                      {withCredentials: true});
                  source.addEventListener('update', event => {
                    source.close();
                    resolve(JSON.parse(event.data).topic);
                  });
                  source.onerror = () => { source.close(); reject(new Error('refused')); };
                })\
                """))
        .isEqualTo("crossed.a");
  }

  @Test
  void everyRequestIsAllowedWithCredentials() {
    assertThat(
            evaluate(
                """
                async server => {
                  const paths = ['/v1/topics', '/v1/topics/crossed.a', '/v1/topics/crossed.a/history',
                      '/v1/updates?topics=crossed.a', '/v1/time', '/v1/hello', '/eventbus/info'];
                  const statuses = [];
                  for (const path of paths) {
                    statuses.push((await fetch(server + path, {credentials: 'include'})).status);
                  }
                  const published = await fetch(server + '/v1/topics/crossed.b', {
                    method: 'POST', credentials: 'include', body: '1',
                    headers: {'Content-Type': 'application/json', 'Idempotency-Key': 'a'}});
                  const polled = await fetch(server + '/eventbus/000/crossed/xhr',
                      {method: 'POST', credentials: 'include'});
                  return [...statuses, published.status, polled.status].join();
                }\
                """))
        .isEqualTo("200,200,200,200,200,200,200,201,200");
  }

  @Test
  void headersOfBrowsersAndTracingLibrariesAreAllowed() {
    assertThat(
            evaluate(
                """
                async server => {
                  const response = await fetch(server + '/v1/topics/crossed.a', {headers: {
                    'Authorization': 'Bearer x',
                    'Cache-Control': 'no-cache',
                    'Pragma': 'no-cache',
                    'X-Requested-With': 'XMLHttpRequest',
                    'X-Request-ID': '1',
                    'traceparent': '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
                    'tracestate': 'a=b',
                    'baggage': 'a=b',
                    'b3': '0',
                    'sentry-trace': '0',
                    'X-Tenant': 'ours',
                  }});
                  return response.status;
                }\
                """))
        .isEqualTo(200);
  }

  @Test
  void aPageCanReadTheResponseHeadersItNeeds() {
    assertThat(
            evaluate(
                """
                async server => {
                  const snapshot = await fetch(server + '/v1/topics/crossed.a');
                  const polled = await fetch(server + '/v1/updates?topics=crossed.never',
                      {headers: {Prefer: 'wait=1'}});
                  return /^"/.test(snapshot.headers.get('ETag'))
                      && polled.headers.get('Preference-Applied');
                }\
                """))
        .isEqualTo("wait=1");
  }
}
