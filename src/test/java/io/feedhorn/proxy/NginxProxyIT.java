package io.feedhorn.proxy;

class NginxProxyIT extends ProxyContract {
  NginxProxyIT() {
    super(Proxy.NGINX);
  }
}
