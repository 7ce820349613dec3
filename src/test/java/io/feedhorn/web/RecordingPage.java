package io.feedhorn.web;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A page that subscribes to every update of {@code notify.*} and to {@code prices.*}, and records
 * updates, states, gaps and resets. Used by the test's thread only.
 */
final class RecordingPage {
  private static final String LISTEN =
      """
      async transports => {
        const {connect} = await import('/client/feedhorn.js');
        const feed = connect(location.origin, {transports});
        const recorded = {notifyUpdates: [], newestPrices: {}, states: [], gaps: [], resets: []};
        feed.on('state', ({status, transport, trying, reason}) =>
          recorded.states.push(`${status} ${transport}, trying ${trying}: ${reason}`));
        feed.on('gap', ({topic, from, to}) => recorded.gaps.push(`${topic} ${from} to ${to}`));
        feed.on('reset', ({feed, reason}) => recorded.resets.push(`${feed} ${reason}`));
        feed.on('error', ({message}) => recorded.states.push(`error ${message}`));
        feed.subscribe('notify.*', ({topic, data}) => recorded.notifyUpdates.push(`${topic} ${data.n}`),
          {conflate: false});
        feed.subscribe('prices.*', ({topic, data}) => { recorded.newestPrices[topic] = data.n; });
        window.recording = {feed, recorded};
      }
      """;

  private final Page page;

  private RecordingPage(Page page) {
    this.page = page;
  }

  /** Writes a page without a script, which is served together with the client. */
  static void writePage(Path webroot) throws IOException {
    Files.writeString(
        webroot.resolve("recording.html"),
        "<!doctype html><link rel=icon href=recording.svg><title>Recording</title>");
    Files.writeString(
        webroot.resolve("recording.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  }

  /**
   * Opens the page with transports in order of preference; without any, with the client's default.
   */
  static RecordingPage open(BrowserSession session, String origin, String... transports) {
    RecordingPage page = new RecordingPage(session.open(origin + "/recording.html"));
    page.page.evaluate(LISTEN, transports.length == 0 ? null : List.of(transports));
    return page;
  }

  /** Returns every {@code notify} update in the order of its delivery: {@code notify.a 17}. */
  List<String> notifyUpdates() {
    return list("notifyUpdates");
  }

  /** Returns the newest {@code prices} of each topic. */
  Map<?, ?> newestPrices() {
    return (Map<?, ?>) recorded("newestPrices");
  }

  /** Returns each reported state: {@code live sse, trying null: websocket: closed with 1006}. */
  List<String> states() {
    return list("states");
  }

  List<String> gaps() {
    return list("gaps");
  }

  List<String> resets() {
    return list("resets");
  }

  /** Returns the status and the transport: {@code live sse}. */
  String state() {
    return (String)
        page.evaluate("() => `${recording.feed.state.status} ${recording.feed.state.transport}`");
  }

  String reason() {
    return (String) page.evaluate("() => recording.feed.state.reason");
  }

  private List<String> list(String name) {
    return ((List<?>) recorded(name)).stream().map(String::valueOf).toList();
  }

  private Object recorded(String name) {
    return Objects.requireNonNull(page.evaluate("name => recording.recorded[name]", name));
  }
}
