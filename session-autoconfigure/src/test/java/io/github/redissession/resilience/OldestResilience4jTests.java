package io.github.redissession.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that the main code uses of Resilience4j exists in the oldest version that an
 * application may bring along: a BOM of the application overrides the version that this
 * library declares.
 */
class OldestResilience4jTests {

	private static final String OURS = "io.github.redissession.";

	private static final String THEIRS = "io.github.resilience4j.";

	private final JavaClasses classes;

	OldestResilience4jTests() throws IOException, URISyntaxException {
		URL jars = OldestResilience4jTests.class.getResource("/oldest");
		assertThat(jars).as("the jars that Maven copies before the tests are compiled").isNotNull();
		URL main = CircuitGuard.class.getProtectionDomain().getCodeSource().getLocation();
		try (Stream<Path> theirs = Files.list(Path.of(jars.toURI()));
				Stream<Path> ours = Files.walk(Path.of(main.toURI()))) {
			this.classes = new ClassFileImporter().importLocations(Stream
				.concat(theirs.map((jar) -> URI.create("jar:" + jar.toUri() + "!/")),
						ours.filter(OldestResilience4jTests::mentionsTheirs).map(Path::toUri))
				.map(Location::of)
				.toList());
		}
	}

	/** Reading all classes, with everything that they know, would take far longer. */
	private static boolean mentionsTheirs(Path file) {
		try {
			return file.toString().endsWith(".class")
					&& Files.readString(file, StandardCharsets.ISO_8859_1).contains(THEIRS.replace('.', '/'));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void hasEveryTypeThatIsUsed() {
		assertThat(ours().flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.filter((dependency) -> isTheirs(dependency.getTargetClass()))
			.filter((dependency) -> !this.classes.contain(name(dependency.getTargetClass())))).isEmpty();
	}

	@Test
	void hasEveryMemberThatIsUsed() {
		List<JavaAccess<?>> uses = ours().flatMap((type) -> type.getAccessesFromSelf().stream())
			.filter((access) -> isTheirs(access.getTargetOwner()))
			.toList();
		assertThat(uses).isNotEmpty();
		assertThat(uses.stream().filter((access) -> access.getTarget().resolveMember().isEmpty())).isEmpty();
	}

	private Stream<JavaClass> ours() {
		return this.classes.stream().filter((type) -> type.getName().startsWith(OURS));
	}

	private static boolean isTheirs(JavaClass type) {
		return name(type).startsWith(THEIRS);
	}

	private static String name(JavaClass type) {
		return type.getBaseComponentType().getName();
	}

}
