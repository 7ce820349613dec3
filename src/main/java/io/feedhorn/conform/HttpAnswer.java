package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole HTTP answer. */
record HttpAnswer(int status, MultiMap headers, String body) {
  JsonMessage json() {
    return JsonMessage.parse(body);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /**
   * This answer, if it is one.
   *
   * @throws RequestRefused where its status is another
   */
  HttpAnswer must(int expected) {
    if (status == expected) {
      return this;
    }
    String type = String.valueOf(header("Content-Type"));
    String code =
        type.startsWith("application/problem+json") ? json().optionalString("code") : null;
    throw new RequestRefused(code == null ? "HTTP " + status : code, status + " " + body);
  }

  /** The objects of a list, each as its bytes are in the body. */
  List<String> objects(String list) {
    String raw = json().raw(list);
    if (raw == null || !raw.startsWith("[")) {
      throw new CheckFailed("no list '" + list + "' in " + shown());
    }
    List<String> objects = JsonMessage.objects(raw);
    int from = 0;
    for (String object : objects) {
      int at = body.indexOf(object, from);
      if (at < 0) {
        throw new CheckFailed("white space in an update: " + shown());
      }
      from = at + object.length();
    }
    return objects;
  }

  /** The answer as evidence. */
  String shown() {
    return status + " " + CheckFailed.shown(body);
  }
}
