package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.sun.faces.Flash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the list of packages and classes accepts, and what it allows.
 */
class AllowedPackagesTests {

	private static EnvelopeCodec codec(String... names) {
		return new EnvelopeCodec(CodecSettings.of(List.of(names), AllowedPackagesTests.class.getClassLoader()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "javax.money", "com.sun.faces", "javax.xml.bind", "javax.cache", "javax.faces.component",
			"com.sun.jna", "com.example.Cart", "com.example.Outer$Inner", "com.example.näher" })
	void aLibraryOrAClassIsAccepted(String name) {
		assertThat(codec(name).encode("a", 5L)).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "javax", "com.sun", "javax.naming", "javax.naming.InitialContext", "javax.management",
			"com.sun.rowset", "com.sun.rowset.JdbcRowSetImpl", "com.sun.tools.javac", "com.sun.jndi.ldap",
			"com.sun.org.apache.xalan.internal.xsltc.trax", "java.util", "jdk.jfr", "sun.misc" })
	void whatBelongsToTheJdkIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> codec(name))
			.withMessageContaining("redis-session.codec.allowed-packages")
			.withMessageContaining("remove it");
	}

	@Test
	void aClassOfTheJdkIsNotAllowedByABroadName() {
		EnvelopeCodec codec = codec("com", "org", "javax.xml.bind");
		byte[] bytes = "{\"@com.sun.rowset.JdbcRowSetImpl\":{\"dataSource\":\"ldap://x/y\"}}"
			.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> codec.decode("a", bytes))
			.withMessageContaining("JdbcRowSetImpl is not a JDK type that a session can hold");
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> codec.encode("a", new javax.management.Attribute("a", "b")))
			.withMessageContaining("copy its content");
		assertThat(codec.decode("a", codec.encode("a", new Flash("x")))).isEqualTo(new Flash("x"));
	}

	@Test
	void aRefusalNamesWhatToAdd() {
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> codec("com.shop").encode("a", new Flash("x")))
			.withMessageContaining("add com.sun.faces to redis-session.codec.allowed-packages");
		EnvelopeCodec codec = codec("com.shop", "com.sun.faces");
		assertThat(codec.decode("a", codec.encode("a", new Flash("x")))).isEqualTo(new Flash("x"));
	}

	@Test
	void aSingleClassAllowsItselfAndWhatIsNestedInIt() {
		EnvelopeCodec outer = codec(AllowedPackagesTests.class.getName());
		assertThat(outer.decode("a", outer.encode("a", new Cart("x")))).isEqualTo(new Cart("x"));
		EnvelopeCodec nested = codec(Cart.class.getName());
		assertThat(nested.decode("a", nested.encode("a", new Cart("x")))).isEqualTo(new Cart("x"));
		for (Object other : List.of(new Carts("x"), Shop.item())) {
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> nested.encode("a", other))
				.withMessageContaining("is not allowed");
		}
	}

	record Cart(String owner) {
	}

	record Carts(String owner) {
	}

}
