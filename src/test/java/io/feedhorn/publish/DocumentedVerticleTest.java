package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the example of docs/verticles.md. */
class DocumentedVerticleTest {
  @Test
  void compiles(@TempDir Path folder) throws IOException {
    String page = Files.readString(Path.of("docs", "verticles.md"));
    int begin = page.indexOf("```java") + "```java".length();
    String example = page.substring(begin, page.indexOf("```", begin));
    Path source = Files.writeString(folder.resolve("OwnVerticle.java"), example);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();

    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of("-proc:none", "-d", folder.toString()),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();

    assertThat(compiled).as(said.toString()).isTrue();
  }
}
