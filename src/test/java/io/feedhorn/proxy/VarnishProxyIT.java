package io.feedhorn.proxy;

class VarnishProxyIT extends ProxyContract {
  VarnishProxyIT() {
    super(Proxy.VARNISH);
  }
}
