package io.feedhorn.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** A description of {@code webroot}, read from its file. Immutable. */
record ApiDescription(JsonObject root) {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /** An operation; its name is that of the request, such as {@code GET /v1/time}. */
  record Operation(String name, String path, JsonObject fields) {
    Set<String> statuses() {
      return new TreeSet<>(fields.getJsonObject("responses").fieldNames());
    }

    boolean hasBody() {
      return fields.containsKey("requestBody");
    }
  }

  static ApiDescription of(String file) {
    try {
      Map<String, Object> read =
          new Yaml().load(Files.readString(Path.of("webroot").resolve(file)));
      return new ApiDescription(new JsonObject(read));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the operations by their names. */
  Map<String, Operation> operations() {
    Map<String, Operation> operations = new TreeMap<>();
    JsonObject paths = root.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        if (METHODS.contains(method)) {
          String name = method.toUpperCase(Locale.ROOT) + " " + path;
          operations.put(
              name, new Operation(name, path, paths.getJsonObject(path).getJsonObject(method)));
        }
      }
    }
    return operations;
  }

  /** Returns the operation of a request, such as {@code GET /v1/time}. */
  Operation operation(String name) {
    return Objects.requireNonNull(operations().get(name), name + " is not described");
  }

  /**
   * Returns the names of an operation's parameters, in order.
   *
   * @param in the place, such as {@code query}
   */
  List<String> parameters(Operation operation, String in) {
    JsonObject path = root.getJsonObject("paths").getJsonObject(operation.path());
    return Stream.concat(array(path, "parameters"), array(operation.fields(), "parameters"))
        .filter(each -> each.getString("in").equals(in))
        .map(each -> each.getString("name"))
        .toList();
  }

  /** Returns the names of the headers that the responses of an operation have. */
  List<String> responseHeaders(Operation operation) {
    List<String> names = new ArrayList<>();
    JsonObject responses = operation.fields().getJsonObject("responses");
    for (String status : responses.fieldNames()) {
      JsonObject headers = resolved(responses.getJsonObject(status)).getJsonObject("headers");
      if (headers != null) {
        names.addAll(headers.fieldNames());
      }
    }
    return names;
  }

  private Stream<JsonObject> array(JsonObject object, String name) {
    return object.getJsonArray(name, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .map(this::resolved);
  }

  /** Returns the object to which a reference points, or the object itself. */
  JsonObject resolved(JsonObject object) {
    String reference = object.getString("$ref");
    if (reference == null) {
      return object;
    }
    JsonObject found = root;
    for (String name : reference.substring("#/".length()).split("/", -1)) {
      found = found.getJsonObject(name);
    }
    return resolved(found);
  }
}
