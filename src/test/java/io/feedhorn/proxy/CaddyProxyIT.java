package io.feedhorn.proxy;

class CaddyProxyIT extends ProxyContract {
  CaddyProxyIT() {
    super(Proxy.CADDY);
  }
}
