package io.github.redissession.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;

/**
 * Writes what a release of an application stores into files, and reads the files of all
 * earlier releases. It belongs into a test of the application and needs no test
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
 * Before each release run it once with {@code -Dredis-session.schema.write=<release>} and
 * commit the files. From then on the build fails if they cannot be read, and says what to
 * do.
 */
public final class SessionSchemaTest {

	/** The system property that says for which release files are to be written. */
	public static final String WRITE_PROPERTY = "redis-session.schema.write";

	private static final String SUFFIX = ".attribute";

	private final AttributeCodec codec;

	private final Path directory;

	private final Map<String, Object> samples = new LinkedHashMap<>();

	/**
	 * Creates a test.
	 * @param codec the application's codec, so that its aliases and upcasters take part
	 * @param directory holds one folder for each release
	 */
	public SessionSchemaTest(AttributeCodec codec, Path directory) {
		this.codec = codec;
		this.directory = directory;
	}

	/**
	 * Adds a sample, with a value in every field that matters. Its class is the one that
	 * values of this name have to have when they are read; files without a sample have
	 * only to be readable.
	 * @param name the attribute's name, or any other that tells two samples apart
	 * @param value the value
	 * @return this
	 */
	public SessionSchemaTest sample(String name, Object value) {
		this.samples.put(name, value);
		return this;
	}

	/**
	 * Writes the files if the system property {@value #WRITE_PROPERTY} names a release,
	 * and verifies those of all releases.
	 * @throws AssertionError if one cannot be read
	 */
	public void run() {
		String release = System.getProperty(WRITE_PROPERTY);
		if (release != null && !release.isBlank()) {
			write(release);
		}
		verify();
	}

	/**
	 * Writes the files of a release. One that is there is left alone, because sessions
	 * out there are what it was.
	 * @param release the name of a folder, such as {@code 1.4.0}
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
	 * @throws AssertionError if one cannot be read, or comes back as another class than
	 * the sample of its name, or there are none; the message names all that fail
	 */
	public void verify() {
		List<Path> files = files();
		if (files.isEmpty()) {
			throw new AssertionError("There are no files of any release in " + this.directory + "; run this with -D"
					+ WRITE_PROPERTY + "=<release> once");
		}
		List<String> failures = new ArrayList<>();
		for (Path file : files) {
			String failure = failure(file);
			if (failure != null) {
				failures.add(this.directory.relativize(file) + ": " + failure);
			}
		}
		if (!failures.isEmpty()) {
			throw new AssertionError("Sessions of earlier releases cannot be read:\n  " + String.join("\n  ", failures)
					+ "\nKeep the class readable, or add a redis-session.codec.type-aliases entry or a "
					+ "SessionAttributeUpcaster; delete a file only if no session of its release is left");
		}
	}

	private @Nullable String failure(Path file) {
		String name = sampleName(file);
		try {
			Object value = this.codec.decode(name, Files.readAllBytes(file));
			Object sample = this.samples.get(name);
			if (sample != null && sample.getClass() != value.getClass()) {
				return "it comes back as " + value.getClass().getName() + ", and the sample is a "
						+ sample.getClass().getName();
			}
			this.codec.encode(name, value);
			return null;
		}
		catch (AttributeNotReadableException | AttributeNotStorableException ex) {
			return String.valueOf(ex.getMessage());
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
		for (String name : this.samples.keySet()) {
			if (fileName(name).equals(fileName)) {
				return name;
			}
		}
		return fileName.substring(0, fileName.length() - SUFFIX.length());
	}

}
