package io.feedhorn.web;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A page that hears {@code notify.*}, each update, and {@code prices.*}, and remembers everything
 * it was handed and told. Used by the test's thread only.
 */
final class RecordingPage {
  private static final String LISTEN =
      """
      async transports => {
        const {connect} = await import('/client/feedhorn.js');
        const feed = connect(location.origin, {transports});
        const seen = {every: [], newest: {}, said: [], holes: [], resets: []};
        feed.on('state', ({status, transport, trying, why}) =>
          seen.said.push(`${status} ${transport}, trying ${trying}: ${why}`));
        feed.on('hole', ({topic, from, to}) => seen.holes.push(`${topic} ${from} to ${to}`));
        feed.on('reset', ({feed, why}) => seen.resets.push(`${feed} ${why}`));
        feed.on('error', ({message}) => seen.said.push(`error ${message}`));
        feed.subscribe('notify.*', ({topic, data}) => seen.every.push(`${topic} ${data.n}`),
          {conflate: false});
        feed.subscribe('prices.*', ({topic, data}) => { seen.newest[topic] = data.n; });
        window.witness = {feed, seen};
      }
      """;

  private final Page page;

  private RecordingPage(Page page) {
    this.page = page;
  }

  /** A page without a script of its own, to be served beside the client. */
  static void writePage(Path webroot) throws IOException {
    Files.writeString(
        webroot.resolve("witness.html"),
        "<!doctype html><link rel=icon href=witness.svg><title>Witness</title>");
    Files.writeString(webroot.resolve("witness.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  }

  /** By the transports named, best first; by those of the client where none is. */
  static RecordingPage open(BrowserSession session, String origin, String... transports) {
    RecordingPage page = new RecordingPage(session.open(origin + "/witness.html"));
    page.page.evaluate(LISTEN, transports.length == 0 ? null : List.of(transports));
    return page;
  }

  /** Every {@code notify} update in the order it was handed over: {@code notify.a 17}. */
  List<String> notifyUpdates() {
    return list("every");
  }

  /** The newest {@code prices} of each topic. */
  Map<?, ?> newestPrices() {
    return (Map<?, ?>) recorded("newest");
  }

  /** Each state it was told: {@code live sse, trying null: websocket: closed with 1006}. */
  List<String> states() {
    return list("said");
  }

  List<String> gaps() {
    return list("holes");
  }

  List<String> resets() {
    return list("resets");
  }

  /** {@code live}, {@code reconnecting}, and so on, and by which transport. */
  String state() {
    return (String)
        page.evaluate("() => `${witness.feed.state.status} ${witness.feed.state.transport}`");
  }

  String reason() {
    return (String) page.evaluate("() => witness.feed.state.why");
  }

  private List<String> list(String what) {
    return ((List<?>) recorded(what)).stream().map(String::valueOf).toList();
  }

  private Object recorded(String what) {
    return Objects.requireNonNull(page.evaluate("what => witness.seen[what]", what));
  }
}
