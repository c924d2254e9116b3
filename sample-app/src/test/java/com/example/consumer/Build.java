package com.example.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Maven, as this build knows it.
 */
final class Build {

	/** A wrong name of an artifact reads otherwise. */
	private static final Pattern UNREACHABLE = Pattern
		.compile("Could not transfer artifact|in offline mode|has not been downloaded from it before");

	private static final String GROUP = "io/github/redissession";

	private Build() {
	}

	/** A property that the pom hands to the tests. */
	static String property(String name) {
		String value = System.getProperty("build." + name);
		assertThat(value).as("build.%s, which Maven sets", name).isNotNull();
		return value;
	}

	static Path root() {
		return Path.of("").toAbsolutePath().getParent();
	}

	static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	/**
	 * A local repository with the artifacts of this build as they would be installed, and
	 * with everything else that the real one has, which stays as it is.
	 */
	static Path installed(Path repository) throws IOException {
		link(Path.of(property("repository")), repository, Path.of(GROUP));
		String version = property("version");
		install(repository, "session-parent", version, root().resolve("pom.xml"), null);
		for (String module : List.of("session-starter", "session-autoconfigure")) {
			Path folder = root().resolve(module);
			install(repository, module, version, folder.resolve("pom.xml"),
					folder.resolve("target").resolve(module + "-" + version + ".jar"));
		}
		return repository;
	}

	private static void link(Path from, Path to, Path except) throws IOException {
		Files.createDirectories(to);
		Path first = except.getName(0);
		try (Stream<Path> entries = Files.list(from)) {
			for (Path entry : entries.filter(Files::isDirectory).toList()) {
				if (!entry.endsWith(first)) {
					Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
				}
				else if (except.getNameCount() > 1) {
					link(entry, to.resolve(first), except.subpath(1, except.getNameCount()));
				}
			}
		}
	}

	private static void install(Path repository, String artifact, String version, Path pom, Path jar)
			throws IOException {
		Path folder = Files.createDirectories(repository.resolve(GROUP).resolve(artifact).resolve(version));
		String name = artifact + "-" + version;
		Files.copy(pom, folder.resolve(name + ".pom"));
		if (jar != null) {
			Files.copy(jar, folder.resolve(name + ".jar"));
		}
	}

	static void run(Path project, Path repository, String goal) throws IOException, InterruptedException {
		Path log = project.resolve("maven.log");
		List<String> command = new ArrayList<>(List.of(Path.of(property("maven"), "bin", "mvn").toString(), "-B",
				"-Dmaven.repo.local=" + repository, goal));
		if ("offline=true".equals(property("network"))) {
			command.add("-o");
		}
		int status = new ProcessBuilder(command).directory(project.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start()
			.waitFor();
		String text = Files.readString(log);
		assumeFalse(status != 0 && UNREACHABLE.matcher(text).find(),
				"Maven cannot reach what the build needs besides what this one has used: " + text);
		assertThat(status).as(text).isZero();
	}

}
