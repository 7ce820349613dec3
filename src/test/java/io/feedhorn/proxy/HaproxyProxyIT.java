package io.feedhorn.proxy;

class HaproxyProxyIT extends ProxyContract {
  HaproxyProxyIT() {
    super(Proxy.HAPROXY);
  }
}
