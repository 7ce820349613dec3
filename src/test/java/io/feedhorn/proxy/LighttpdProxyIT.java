package io.feedhorn.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

class LighttpdProxyIT extends ProxyContract {
  LighttpdProxyIT() {
    super(Proxy.LIGHTTPD);
  }

  /** It cannot give another status than its own; the documentation says so. */
  @Override
  void requireUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
  }
}
