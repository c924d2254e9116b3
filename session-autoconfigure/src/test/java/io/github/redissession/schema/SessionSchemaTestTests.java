package io.github.redissession.schema;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.codec.Releases;
import io.github.redissession.spi.AttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The schema test as an application uses it, over several releases of its cart.
 */
class SessionSchemaTestTests {

	private static final String CART = "com.example.shop.Cart";

	@TempDir
	private Path directory;

	@Test
	void aReleaseReadsWhatAnEarlierOneHasWritten() throws Exception {
		write("1.0", "public record Cart(String owner) { }");
		SessionSchemaTest next = test("public record Cart(String owner, int count) { }");
		next.verify();
		next.write("1.1");
		next.verify();
		assertThat(this.directory.resolve("schema/1.1/shopping+cart.attribute"))
			.hasContent("{\"@com.example.shop.Cart\":{\"owner\":\"ann\",\"count\":0}}");
	}

	@Test
	void aReleaseThatCannotReadThemFailsTheBuildAndSaysWhatToDo() throws Exception {
		write("1.0", "public record Cart(String owner) { }");
		SessionSchemaTest incompatible = test("public record Cart(java.util.List<String> owner) { }");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(incompatible::verify)
			.withMessageContaining("shopping+cart.attribute: Session attribute 'shopping cart' cannot be read")
			.withMessageContaining("SessionAttributeUpcaster");
	}

	@Test
	void aMovedClassFailsUntilThereIsAnAlias() throws Exception {
		write("1.0", "public record Cart(String owner) { }");
		ClassLoader loader = Releases.compile(this.directory, "com.example.shop.Basket",
				"public record Basket(String owner) { }");
		CodecSettings settings = CodecSettings.of(List.of("com.example.shop"), loader);
		Object sample = loader.loadClass("com.example.shop.Basket").getConstructors()[0].newInstance("ann");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> test(new EnvelopeCodec(settings), sample).verify());
		test(new EnvelopeCodec(settings.withSchema(Map.of(CART, "com.example.shop.Basket"), List.of())), sample)
			.verify();
	}

	@Test
	void filesOfAReleaseAreNeverChanged() throws Exception {
		write("1.0", "public record Cart(String owner) { }");
		Path file = this.directory.resolve("schema/1.0/shopping+cart.attribute");
		byte[] before = Files.readAllBytes(file);
		write("1.0", "public record Cart(String owner, int count) { }");
		assertThat(file).hasBinaryContent(before);
	}

	@Test
	void aDirectoryWithoutFilesIsNoSuccess() throws Exception {
		SessionSchemaTest test = test("public record Cart(String owner) { }");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(test::run)
			.withMessageContaining("-Dredis-session.schema.write=<release>");
	}

	@Test
	void aSystemPropertyWritesTheFiles() throws Exception {
		System.setProperty(SessionSchemaTest.WRITE_PROPERTY, "2.0");
		try {
			test("public record Cart(String owner) { }").run();
		}
		finally {
			System.clearProperty(SessionSchemaTest.WRITE_PROPERTY);
		}
		assertThat(this.directory.resolve("schema/2.0/shopping+cart.attribute")).exists();
	}

	private void write(String release, String source) throws Exception {
		test(source).write(release);
	}

	private SessionSchemaTest test(String source) throws Exception {
		ClassLoader loader = Releases.compile(this.directory, CART, source);
		var constructor = loader.loadClass(CART).getDeclaredConstructors()[0];
		Object[] arguments = new Object[constructor.getParameterCount()];
		arguments[0] = (constructor.getParameterTypes()[0] == String.class) ? "ann" : List.of("ann");
		if (arguments.length > 1) {
			arguments[1] = 0;
		}
		return test(new EnvelopeCodec(CodecSettings.of(List.of("com.example.shop"), loader)),
				constructor.newInstance(arguments));
	}

	private SessionSchemaTest test(AttributeCodec codec, Object sample) {
		return new SessionSchemaTest(codec, this.directory.resolve("schema")).sample("shopping cart", sample);
	}

}
