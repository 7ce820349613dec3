package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import io.feedhorn.auth.TestSigner;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chat room with two users. */
@SuppressWarnings("try") // An open connection makes its user present; nothing else is done with it.
class ChatIT {
  private static final Pattern ROUND_TRIP = Pattern.compile("^\u2713 \\d+(\\.\\d)? ms$");

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;

  @BeforeEach
  void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ChatPage join() {
    return ChatPage.join(chromium.newSession(), server);
  }

  @Test
  void aNewUserIsGreetedAndTheOthersAreNotified() {
    ChatPage ada = join();
    assertThat(ada.event("Nobody else is here yet.")).hasCount(1);

    ChatPage bob = join();

    assertThat(bob.event("One other person is here.")).hasCount(1);
    assertThat(ada.event(bob.name() + " joined")).hasCount(1);
    for (ChatPage room : List.of(ada, bob)) {
      Locator people = room.page().locator("#people .name");
      assertThat(people).hasCount(2);
      for (ChatPage user : List.of(ada, bob)) {
        assertThat(people.filter(new Locator.FilterOptions().setHasText(user.name()))).hasCount(1);
      }
    }
  }

  @Test
  void aUserLeavesByClosingThePage() {
    ChatPage ada = join();
    ChatPage bob = join();
    String name = bob.name();
    assertThat(ada.page().locator("#people li")).hasCount(2);

    bob.page().close();

    assertThat(ada.event(name + " left")).hasCount(1);
    assertThat(ada.page().locator("#people li")).hasCount(1);
  }

  @Test
  void aClientWithoutANameIsANumber() throws Exception {
    ChatPage ada = join();

    try (InputStream reading = read("")) {
      assertThat(ada.page().locator("#people .unnamed")).hasText("1 without a name");
      assertThat(ada.page().locator("#count")).hasText("2");
    }

    assertThat(ada.page().locator("#people .unnamed")).hasCount(0);
    assertThat(ada.page().locator("#people li")).hasCount(1);
  }

  /** Reads the room until the stream is closed, with a token if there is one. */
  private InputStream read(String token) throws Exception {
    HttpRequest.Builder stream =
        HttpRequest.newBuilder(URI.create(server.origin() + "/v1/stream?topics=chat.lobby"));
    if (!token.isEmpty()) {
      stream.header("Authorization", "Bearer " + token);
    }
    return HttpClient.newHttpClient().send(stream.build(), BodyHandlers.ofInputStream()).body();
  }

  private List<String> users() throws Exception {
    return new JsonObject(server.get("/v1/presence/chat.lobby"))
        .getJsonArray("members").stream()
            .map(each -> ((JsonObject) each).getString("user"))
            .toList();
  }

  @Test
  void aUserWithAConnectionOfAnotherTransportStaysWhenThePageIsClosed() throws Exception {
    ChatPage ada = join();
    List<String> before = users();
    ChatPage bob = join();
    String name = bob.name();
    String user = users().stream().filter(each -> !before.contains(each)).findAny().orElseThrow();
    String cy = TestSigner.unsigned(new JsonObject().put("sub", "cy").put("name", "Cy"));

    try (InputStream stays = read(TestSigner.unsigned(new JsonObject().put("sub", user)))) {
      InputStream leaves = read(cy);
      assertThat(ada.event("Cy joined")).hasCount(1);
      bob.page().close();
      leaves.close();

      assertThat(ada.event("Cy left")).hasCount(1);
      assertThat(ada.event(name + " left")).hasCount(0);
      assertThat(ada.page().locator("#people li")).hasCount(2);
    }
    assertThat(ada.page().locator("#people li")).hasCount(1);
  }

  @Test
  void aMessageIsShownToBothUsersWithItsRoundTripTime() {
    ChatPage ada = join();
    ChatPage bob = join();

    ada.write("Hello, Bob");

    assertThat(bob.message("Hello, Bob").locator(".name")).hasText(ada.name());
    assertThat(ada.message("Hello, Bob").locator(".status")).hasText(ROUND_TRIP);
    assertThat(ada.message("Hello, Bob").locator(".name")).hasText(ada.name() + " (you)");
    assertThat(ada.page().locator("#text")).hasValue("");
  }

  @Test
  void twoUsersWhoSendAtTheSameTimeSeeTheSameOrder() {
    ChatPage ada = join();
    ChatPage bob = join();
    int each = 30;

    ada.startSending("ada ", each, 40, "bob ");
    bob.startSending("bob ", each, 40, "ada ");

    assertThat(ada.messages()).hasCount(2 * each);
    assertThat(bob.messages()).hasCount(2 * each);
    assertThat(ada.page().locator(".message[data-mine][data-progress=sent]")).hasCount(each);
    assertThat(bob.page().locator(".message[data-mine][data-progress=sent]")).hasCount(each);
    List<String> texts = ada.texts();
    assertThat(bob.texts()).isEqualTo(texts);
    assertThat(texts).filteredOn(text -> text.startsWith("ada")).isEqualTo(numbered("ada ", each));
    assertThat(texts).filteredOn(text -> text.startsWith("bob")).isEqualTo(numbered("bob ", each));
    assertThat(texts.subList(0, each)).anyMatch(text -> text.startsWith("bob"));
  }

  private static List<String> numbered(String prefix, int messages) {
    return IntStream.range(0, messages).mapToObj(number -> prefix + number).toList();
  }

  @Test
  void aLaterUserSeesEarlierMessages() {
    ChatPage ada = join();
    ada.write("Before you came");
    assertThat(ada.message("Before you came").locator(".status")).hasText(ROUND_TRIP);

    ChatPage bob = join();

    assertThat(bob.messages()).hasCount(1);
    assertThat(bob.message("Before you came")).hasCount(1);
  }

  @Test
  void aNetworkOutageNeitherLosesNorRepeatsMessages() {
    ChatPage ada = join();
    ChatPage bob = join();
    ada.write("one");
    assertThat(bob.message("one")).hasCount(1);

    bob.session().expectingAnOutage().context().setOffline(true);
    bob.awaitBadge("Reconnecting");
    assertThat(bob.event("The connection is lost.")).hasCount(1);
    ada.write("two");
    ada.write("three");
    bob.write("typed in a tunnel");
    assertThat(bob.message("typed in a tunnel").locator(".status"))
        .hasText("Waiting for the connection");
    assertThat(bob.page().locator("#waiting")).hasText("1 message waiting for the connection");
    assertThat(ada.message("three").locator(".status")).hasText(ROUND_TRIP);

    bob.session().context().setOffline(false);

    bob.awaitBadge("WebSocket");
    assertThat(bob.event("2 messages received meanwhile, nothing lost.")).hasCount(1);
    assertThat(ada.message("typed in a tunnel")).hasCount(1);
    assertThat(bob.message("typed in a tunnel")).hasAttribute("data-progress", "sent");
    assertThat(bob.page().locator("#waiting")).hasText("");
    ada.write("four");
    assertThat(bob.message("four")).hasCount(1);
    List<String> all = List.of("one", "two", "three", "typed in a tunnel", "four");
    assertThat(bob.texts()).isEqualTo(all);
    assertThat(ada.texts()).isEqualTo(all);
  }

  @Test
  void anEmptyMessageIsRefusedWithAnExplanation() {
    ChatPage ada = join();

    ada.write("   ");

    assertThat(ada.problem()).containsText("Write a message first.");
    assertThat(ada.page().locator("#text")).hasAttribute("aria-invalid", "true");
    assertThat(ada.messages()).hasCount(0);
  }

  @Test
  void aMessageThatIsTooLargeIsRefusedAndTheNextOneIsSent() {
    ChatPage ada = join();
    ChatPage bob = join();

    ada.write("x".repeat(65 * 1024));

    assertThat(ada.problem()).containsText("longer than the server allows");
    assertThat(ada.messages().first()).hasAttribute("data-progress", "failed");
    ada.write("short");
    assertThat(bob.message("short")).hasCount(1);
    assertThat(bob.messages()).hasCount(1);
    assertThat(ada.problem()).hasText("");
  }

  @Test
  void aMessageLargerThanAFrameIsRefusedAndTheNextOneIsSent() {
    ChatPage ada = join();
    ChatPage bob = join();

    ada.write("x".repeat(300 * 1024));

    assertThat(ada.problem()).containsText("longer than the server allows");
    assertThat(ada.messages().first()).hasAttribute("data-progress", "failed");
    ada.awaitBadge("WebSocket");
    ada.write("short");
    assertThat(bob.message("short")).hasCount(1);
    assertThat(bob.messages()).hasCount(1);
  }

  @Test
  void aRefusedMessageCanBeEdited() {
    ChatPage ada = join();
    ada.write("x".repeat(65 * 1024));
    assertThat(ada.problem()).containsText("longer than the server allows");

    ada.messages().first().locator("button").click();

    assertThat(ada.messages()).hasCount(0);
    assertThat(ada.page().locator("#text")).hasValue("x".repeat(65 * 1024));
    assertThat(ada.page().locator("#text")).isFocused();
  }

  @Test
  void markupIsShownAsText() {
    ChatPage ada = join();
    ChatPage bob = join();
    String markup = "<img src=x onerror=\"window.hacked = true\"><b>bold</b><script>1</script>";
    ada.page().locator("#name").fill("<i>Ada</i>");
    ada.page().locator("#name").press("Tab");

    ada.write(markup);

    for (ChatPage room : List.of(ada, bob)) {
      assertThat(room.messages().locator(".text")).hasText(markup);
      assertThat(room.messages().locator(".name")).containsText("<i>Ada</i>");
      assertThat(room.page().locator("main :is(img, script, b, i)")).hasCount(0);
      assertThat(room.page().evaluate("() => window.hacked")).isNull();
    }
    assertThat(bob.page().locator("#people")).containsText("<i>Ada</i>");
  }

  @ParameterizedTest
  @CsvSource({"WIDE, LIGHT", "WIDE, DARK", "PHONE, LIGHT", "PHONE, DARK", "SMALL, LIGHT"})
  void fitsTheScreenWithoutHorizontalScrolling(ScreenSize screen, ColorScheme scheme) {
    BrowserSession session = chromium.newSession(screen, scheme);
    ChatPage ada = ChatPage.join(session, server);
    ChatPage bob = join();
    bob.write("Did anybody see the goal?");
    assertThat(ada.message("Did anybody see the goal?")).hasCount(1);
    ada.write("Which one? There were " + "very ".repeat(30) + "many.");
    ada.write("https://example.org/" + "a-long-word-".repeat(30));
    assertThat(ada.page().locator(".message[data-mine][data-progress=sent]")).hasCount(2);

    session.takeScreenshot(("chat-" + screen + "-" + scheme).toLowerCase(Locale.ROOT));

    PageMeasurements.assertNoHorizontalScrolling(ada.page());
    assertThat(ada.page().locator("#send")).isInViewport();
  }
}
