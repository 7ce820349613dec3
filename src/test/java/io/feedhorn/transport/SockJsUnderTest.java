package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;
import java.net.http.HttpResponse;

/** A server and a session of SockJS, each for the requirements of one subject. */
interface SockJsUnderTest {
  /** An origin whose pages may use the server. */
  String ORIGIN = "http://test";

  RunningServer server();

  /** Returns the path of the session of this test. */
  String session();

  default HttpResponse<String> form(String body) {
    return server()
        .http()
        .post(session() + "/jsonp_send", body, "Content-Type", "application/x-www-form-urlencoded");
  }

  /** Posts to the session, and returns the answer that is not a heartbeat. */
  default String post(String to, String body) {
    return SockJsAnswers.afterHeartbeats(() -> server().http().post(session() + "/" + to, body));
  }
}
