package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;
import io.feedhorn.model.Pieces;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole HTTP answer. */
record Answer(int status, MultiMap headers, String body) {
  JsonFields json() {
    return JsonFields.parse(body);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /**
   * This answer, if it is one.
   *
   * @throws Refused where its status is another
   */
  Answer must(int expected) {
    if (status == expected) {
      return this;
    }
    String type = String.valueOf(header("Content-Type"));
    String code =
        type.startsWith("application/problem+json") ? json().optionalString("code") : null;
    throw new Refused(code == null ? "HTTP " + status : code, status + " " + body);
  }

  /** The objects of a list, each as its bytes are in the body. */
  List<String> objects(String list) {
    String raw = json().raw(list);
    if (raw == null || !raw.startsWith("[")) {
      throw new Broken("no list '" + list + "' in " + shown());
    }
    List<String> objects = Pieces.of(raw);
    int from = 0;
    for (String object : objects) {
      int at = body.indexOf(object, from);
      if (at < 0) {
        throw new Broken("white space in an update: " + shown());
      }
      from = at + object.length();
    }
    return objects;
  }

  /** The answer as evidence. */
  String shown() {
    return status + " " + Broken.shown(body);
  }
}
