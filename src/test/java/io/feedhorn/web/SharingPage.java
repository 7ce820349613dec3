package io.feedhorn.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;

/**
 * A tab whose client shares its connection. It records the numbers of the updates that it receives,
 * states, gaps and resets. Used by the test's thread only.
 */
final class SharingPage {
  /** A document of the server's origin without scripts. */
  static final String DOCUMENT = "/client/feedhorn.d.ts";

  /** A token that is an array has one token for each call of the token function. */
  private static final String CONNECT =
      """
      async ({token, ...options}) => {
        const {connect} = await import('/client/feedhorn.js');
        const tokens = Array.isArray(token) && [...token];
        const recorded = {updates: 0, states: [], problems: []};
        const feed = connect(location.origin, {share: true, ...options, token: tokens ? () => tokens.shift() : token});
        feed.on('state', ({status, transport, reason}) => recorded.states.push(`${status} ${transport}: ${reason}`));
        feed.on('update', () => recorded.updates++);
        feed.on('gap', ({topic, from, to}) => recorded.problems.push(`gap ${topic} ${from} ${to}`));
        feed.on('reset', ({feed, reason}) => recorded.problems.push(`reset ${feed} ${reason}`));
        feed.on('error', ({code}) => recorded.problems.push(`error ${code}`));
        const subscriptions = {};
        const subscribe = (name, topics, options) => {
          const numbers = recorded[name] = [];
          subscriptions[name] = feed.subscribe(topics, ({data}) => numbers.push(data.n), options);
        };
        window.sharing = {feed, recorded, subscriptions, subscribe};
      }
      """;

  private final Page page;

  private SharingPage(Page page) {
    this.page = page;
  }

  /** Opens a tab of a browser context. */
  static SharingPage open(BrowserContext context, String origin, Map<String, Object> options) {
    SharingPage tab = new SharingPage(context.newPage());
    tab.page.navigate(origin + DOCUMENT);
    tab.page.evaluate(CONNECT, options);
    return tab;
  }

  /** Subscribes, and records the numbers in the updates under a name. */
  SharingPage subscribe(String name, String topics, Map<String, Object> options) {
    page.evaluate(
        "([name, topics, options]) => sharing.subscribe(name, topics, options)",
        List.of(name, topics, options));
    return this;
  }

  /** Returns the recorded numbers. */
  List<Integer> numbers(String name) {
    return integers("sharing.recorded." + name);
  }

  /** Returns the cursor of a subscription. */
  String cursor(String name) {
    return page.evaluate("name => sharing.subscriptions[name].cursor", name).toString();
  }

  /** Returns gaps, resets and errors. */
  List<String> problems() {
    return strings("sharing.recorded.problems");
  }

  List<String> states() {
    return strings("sharing.recorded.states");
  }

  String status() {
    return page.evaluate("`${sharing.feed.state.status} ${sharing.feed.state.transport}`")
        .toString();
  }

  /** Returns the number of {@code update} events. */
  int updates() {
    return (Integer) page.evaluate("sharing.recorded.updates");
  }

  /** Publishes a number through the shared connection, and returns its offset. */
  int publish(String topic, int number) {
    return (Integer)
        page.evaluate(
            "async ([topic, n]) => (await sharing.feed.publish(topic, {n})).offset",
            List.of(topic, number));
  }

  /** Closes the client, not the tab. */
  void closeClient() {
    page.evaluate("sharing.feed.close()");
  }

  void close() {
    page.close();
  }

  private List<Integer> integers(String expression) {
    return ((List<?>) page.evaluate(expression)).stream().map(Integer.class::cast).toList();
  }

  private List<String> strings(String expression) {
    return ((List<?>) page.evaluate(expression)).stream().map(String.class::cast).toList();
  }
}
