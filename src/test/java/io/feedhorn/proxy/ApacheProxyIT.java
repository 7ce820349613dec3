package io.feedhorn.proxy;

class ApacheProxyIT extends ProxyContract {
  ApacheProxyIT() {
    super(Proxy.APACHE);
  }
}
