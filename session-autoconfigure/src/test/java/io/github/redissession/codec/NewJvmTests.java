package io.github.redissession.codec;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What another JVM has written comes back here.
 */
class NewJvmTests {

	@TempDir
	private Path directory;

	@Test
	void whatAnotherJvmHasWrittenIsRead() throws Exception {
		assertThat(write("security", (entry) -> true)).isEqualTo(0);
		assertRead(Samples.all());
	}

	@Test
	void springSecurityNeedNotBeThere() throws Exception {
		assertThat(write("jdk", (entry) -> !entry.contains("spring-security"))).isEqualTo(0);
		assertRead(JdkSamples.all());
		assertRead(Shop.all());
	}

	private int write(String samples, Predicate<String> onClassPath) throws IOException, InterruptedException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		String filtered = Arrays.stream(classPath.split(File.pathSeparator))
			.filter(onClassPath)
			.collect(Collectors.joining(File.pathSeparator));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", filtered, SampleWriter.class.getName(), this.directory.toString(),
				samples)
			.inheritIO()
			.start();
		return process.waitFor();
	}

	private void assertRead(Map<String, Object> samples) throws IOException {
		EnvelopeCodec codec = new EnvelopeCodec(
				CodecSettings.of(List.of(NewJvmTests.class.getPackageName()), NewJvmTests.class.getClassLoader()));
		for (Map.Entry<String, Object> sample : samples.entrySet()) {
			byte[] bytes = Files.readAllBytes(this.directory.resolve(sample.getKey()));
			Samples.assertSame(codec.decode(sample.getKey(), bytes), sample.getValue(),
					sample.getKey() + " " + new String(bytes, StandardCharsets.UTF_8));
		}
	}

}
