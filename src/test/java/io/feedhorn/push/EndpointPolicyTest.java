package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointPolicyTest {
  private static final EndpointPolicy POLICY = new EndpointPolicy(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://fcm.googleapis.com/fcm/send/abc:def-_",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QFoo",
        "https://wns2-am3p.notify.windows.com/w/?token=a%2fb",
        "HTTPS://push.example.org:8443/a"
      })
  void acceptsEndpointsOfPushServices(String endpoint) {
    assertThat(POLICY.requireAllowed(endpoint)).isEqualTo(URI.create(endpoint));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "/push/a",
        "http://push.example.org/a",
        "ftp://push.example.org/a",
        "https:///a",
        "https://localhost/a",
        "https://intranet/a",
        "https://127.0.0.1/a",
        "https://10.1.2.3/a",
        "https://8.8.8.8/a",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f.0.0.0x1/a",
        "https://0177.0.0.01/a",
        "https://[::1]/a",
        "https://[::ffff:10.0.0.1]/a",
        "https://[2001:4860:4860::8888]/a",
        "https://push.example.org:65536/a",
        "https://push.example.org:0/a",
        "https://user@push.example.org/a",
        "https://push.example.org/a#b",
        "https://push example.org/a",
        "https://push.example.org\\@127.0.0.1/a"
      })
  void refusesOtherUrls(String endpoint) {
    assertThatThrownBy(() -> POLICY.requireAllowed(endpoint))
        .isInstanceOfSatisfying(
            FeedException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.255.255.255",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:192.168.1.1",
        "64:ff9b::a00:1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void theseAddressesAreNotPublic(String address) throws Exception {
    assertThat(EndpointPolicy.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "142.250.74.138", "172.32.0.1", "2001:4860:4860::8888"})
  void theseAddressesArePublic(String address) throws Exception {
    assertThat(EndpointPolicy.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void aNameWithAPrivateAddressIsRefusedWhenItIsResolved() throws Exception {
    URI local = URI.create("https://localhost/a");

    assertThatThrownBy(() -> POLICY.resolve(local, InetAddress::getAllByName))
        .isInstanceOf(IOException.class);
    assertThat(
            new EndpointPolicy(true).resolve(local, InetAddress::getAllByName).isLoopbackAddress())
        .isTrue();
  }
}
