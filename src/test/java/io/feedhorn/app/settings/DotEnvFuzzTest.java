package io.feedhorn.app.settings;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class DotEnvFuzzTest {
  @FuzzTest
  void givesVariablesOrOneLineForEachError(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("fuzz", ".env");
    try {
      Files.write(file, bytes);
      List<String> errors = new ArrayList<>();
      DotEnv.read(file, errors);

      SettingsErrors.areLines(errors);
    } finally {
      Files.delete(file);
    }
  }
}
