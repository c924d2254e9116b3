package io.github.redissession.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the program of a Redis or Valkey server: the one that the system property
 * {@code redis.test.binary} names, else one on the PATH, else the one inside the
 * {@code embedded-redis} jar, which the value {@code embedded} selects.
 */
final class RedisBinary {

	private static final String PROPERTY = "redis.test.binary";

	private static final String EMBEDDED = "embedded";

	private RedisBinary() {
	}

	/**
	 * Finds the program.
	 * @param folder the folder into which the embedded one is unpacked
	 * @return an executable file
	 */
	static Path find(Path folder) {
		String configured = System.getProperty(PROPERTY, "");
		if (configured.equals(EMBEDDED)) {
			return unpack(folder);
		}
		if (!configured.isEmpty()) {
			Path binary = Path.of(configured).toAbsolutePath();
			if (!Files.isExecutable(binary)) {
				throw new IllegalStateException(PROPERTY + " is not an executable file: " + binary);
			}
			return binary;
		}
		return onPath("redis-server").or(() -> onPath("valkey-server")).orElseGet(() -> unpack(folder));
	}

	private static Optional<Path> onPath(String name) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> Path.of(folder, name).toAbsolutePath())
			.filter(Files::isExecutable)
			.findFirst();
	}

	private static Path unpack(Path folder) {
		String resource = "/redis-server-7.0.15-" + platform();
		Path binary = folder.resolve("redis-server");
		try (InputStream content = RedisBinary.class.getResourceAsStream(resource)) {
			if (content == null) {
				throw new IllegalStateException("No embedded Redis for this system (" + resource
						+ "); install redis-server or set " + PROPERTY);
			}
			if (!Files.exists(binary)) {
				Files.copy(content, binary);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not unpack " + resource, ex);
		}
		if (!binary.toFile().setExecutable(true, true)) {
			throw new IllegalStateException("Could not make " + binary + " executable");
		}
		return binary;
	}

	private static String platform() {
		String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
		return (system.startsWith("mac") ? "darwin" : system) + "-" + switch (processor) {
			case "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			case "x86", "i386", "i586", "i686" -> "386";
			default -> processor;
		};
	}

}
