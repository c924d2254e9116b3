package com.example.shop.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The source of the Redis server program: the system, or else a jar.
 *
 * @param installed the program on the system, or null to take the one in the jar
 */
record RedisBinary(@Nullable Path installed) {

	/**
	 * Finds a program, preferring one that is installed on the system.
	 */
	static RedisBinary find() {
		String path = System.getenv().getOrDefault("PATH", "");
		return new RedisBinary(Stream.of("redis-server", "valkey-server")
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator)).map((folder) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null));
	}

	/**
	 * Returns a program that can be run, unpacked into the folder if necessary.
	 */
	Path unpack(Path folder) throws IOException {
		if (this.installed != null) {
			return this.installed;
		}
		String resource = "/redis-server-7.0.15-" + system() + "-" + processor();
		try (InputStream content = RedisBinary.class.getResourceAsStream(resource)) {
			if (content == null) {
				throw new IllegalStateException(
						"No Redis server is on the PATH and none is packaged for this system. Install one,"
								+ " or set spring.data.redis.host to a running server.");
			}
			Path program = folder.resolve("redis-server");
			Files.copy(content, program);
			if (!program.toFile().setExecutable(true)) {
				throw new IOException("Cannot make " + program + " executable");
			}
			return program;
		}
	}

	private static String system() {
		String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		return name.startsWith("mac") ? "darwin" : name;
	}

	private static String processor() {
		return switch (System.getProperty("os.arch")) {
			case "amd64", "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			default -> System.getProperty("os.arch");
		};
	}

}
