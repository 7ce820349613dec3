package io.feedhorn.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every proxy at the same time: in most of the time the proxies hold a poll. */
@Execution(ExecutionMode.CONCURRENT)
class ProxyIT {
  @Nested
  class Nginx extends ProxyContract {
    Nginx() {
      super(Proxy.NGINX);
    }
  }

  @Nested
  class Haproxy extends ProxyContract {
    Haproxy() {
      super(Proxy.HAPROXY);
    }
  }

  @Nested
  class Caddy extends ProxyContract {
    Caddy() {
      super(Proxy.CADDY);
    }
  }

  @Nested
  class Apache extends ProxyContract {
    Apache() {
      super(Proxy.APACHE);
    }
  }

  @Nested
  class Varnish extends ProxyContract {
    Varnish() {
      super(Proxy.VARNISH);
    }
  }

  @Nested
  class Lighttpd extends ProxyContract {
    Lighttpd() {
      super(Proxy.LIGHTTPD);
    }

    /** lighttpd can only send its own status, as documented. */
    @Override
    void requireUnavailable(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).isEqualTo(503);
    }
  }
}
