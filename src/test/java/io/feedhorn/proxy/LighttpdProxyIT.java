package io.feedhorn.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

class LighttpdProxyIT extends ProxyContract {
  LighttpdProxyIT() {
    super(Proxy.LIGHTTPD);
  }

  /** lighttpd can only send its own status, as documented. */
  @Override
  void requireUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
  }
}
