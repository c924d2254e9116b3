package io.github.redissession.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;

/**
 * Writes the attributes that a release of an application stores to files, and reads the
 * files of all earlier releases. Use it in a test of the application; it needs no test
 * framework:
 *
 * <pre>
 * &#64;Test
 * void earlierReleasesAreRead(@Autowired AttributeCodec codec) {
 *     new SessionSchemaTest(codec, Path.of("src/test/resources/session-schema"))
 *         .sample("cart", new Cart(List.of(new Line("apple", 3))))
 *         .run();
 * }
 * </pre>
 *
 * Before each release, run it once with {@code -Dredis-session.schema.write=<release>}
 * and commit the files. From then on, the build fails if they cannot be read, and says
 * what to do.
 */
public final class SessionSchemaTest {

	/** System property with the name of the release for which files are written. */
	public static final String WRITE_PROPERTY = "redis-session.schema.write";

	private static final String SUFFIX = ".attribute";

	private final AttributeCodec codec;

	private final Path directory;

	private final Map<String, Object> samples = new LinkedHashMap<>();

	/**
	 * Creates a test.
	 * @param codec the application's codec, whose aliases and upcasters thereby take part
	 * @param directory the directory with one folder per release
	 */
	public SessionSchemaTest(AttributeCodec codec, Path directory) {
		this.codec = codec;
		this.directory = directory;
	}

	/**
	 * Adds a sample, which should have a value in every field that matters. Values of
	 * this name must have the sample's class when they are read; files without a sample
	 * must only be readable.
	 * @param name the attribute's name, or any other name that is unique among the
	 * samples
	 * @param value the value
	 * @return this
	 */
	public SessionSchemaTest sample(String name, Object value) {
		this.samples.put(name, value);
		return this;
	}

	/**
	 * Writes the files if the system property {@value #WRITE_PROPERTY} names a release,
	 * and verifies the files of all releases.
	 * @throws AssertionError if {@link #verify()} fails
	 */
	public void run() {
		String release = System.getProperty(WRITE_PROPERTY);
		if (release != null && !release.isBlank()) {
			write(release);
		}
		verify();
	}

	/**
	 * Writes the files of a release. Existing files stay unchanged, because they are what
	 * the sessions of that release contain.
	 * @param release the name of the release's folder, such as {@code 1.4.0}
	 */
	public void write(String release) {
		Path folder = this.directory.resolve(release);
		try {
			Files.createDirectories(folder);
			for (Map.Entry<String, Object> sample : this.samples.entrySet()) {
				Path file = folder.resolve(fileName(sample.getKey()));
				if (!Files.exists(file)) {
					Files.write(file, this.codec.encode(sample.getKey(), sample.getValue()));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads the files of all releases.
	 * @throws AssertionError if there are no files, or if any of them cannot be read or
	 * is read as another class than the sample of its name; the message lists all files
	 * that fail
	 */
	public void verify() {
		List<Path> files = files();
		if (files.isEmpty()) {
			throw new AssertionError("There are no files of any release in " + this.directory
					+ "; run this once with -D" + WRITE_PROPERTY + "=<release>");
		}
		List<String> failures = files.stream().map(this::failure).filter(Objects::nonNull).toList();
		if (!failures.isEmpty()) {
			throw new AssertionError("Sessions of earlier releases cannot be read:\n  " + String.join("\n  ", failures)
					+ "\nKeep the class readable, or add a redis-session.codec.type-aliases entry or a "
					+ "SessionAttributeUpcaster; delete a file only if no session of its release is left");
		}
	}

	private @Nullable String failure(Path file) {
		String name = sampleName(file);
		String place = this.directory.relativize(file) + ": ";
		try {
			Object value = this.codec.decode(name, Files.readAllBytes(file));
			Object sample = this.samples.get(name);
			if (sample != null && sample.getClass() != value.getClass()) {
				return place + "it is read as " + value.getClass().getName() + ", but the sample is a "
						+ sample.getClass().getName();
			}
			this.codec.encode(name, value);
			return null;
		}
		catch (AttributeNotReadableException | AttributeNotStorableException ex) {
			return place + ex.getMessage();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<Path> files() {
		if (!Files.isDirectory(this.directory)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(this.directory, 2)) {
			return files.filter((file) -> file.toString().endsWith(SUFFIX)).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String fileName(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8) + SUFFIX;
	}

	private String sampleName(Path file) {
		String fileName = String.valueOf(file.getFileName());
		return this.samples.keySet()
			.stream()
			.filter((name) -> fileName(name).equals(fileName))
			.findFirst()
			.orElseGet(() -> fileName.substring(0, fileName.length() - SUFFIX.length()));
	}

}
