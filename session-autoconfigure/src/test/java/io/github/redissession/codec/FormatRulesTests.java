package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.management.BadAttributeValueExpException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.NestedRuntimeException;
import org.springframework.validation.FieldError;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which attributes have a format of their own.
 */
class FormatRulesTests {

	private static final FieldError ERROR = new FieldError("cart", "size", "too many");

	@ParameterizedTest
	@CsvSource({ "cart, cart, true", "cart, carts, false", "wicket:**, wicket:wicket:session, true",
			"com.example.*, com.example.Cart, true", "com.example.*, com.example.shop.Cart, false",
			"com.example.**, com.example.shop.Cart$Line, true", "**.lock, springServlet.lock, true",
			"*.lock, springServlet.lock, true", "*.lock, a.b.lock, false", "com.*.Cart, com.example.Cart, true",
			"a.c, abc, false", "com.example.Cart$Line, com.example.Cart$Line, true", "(a|b), a, false",
			"x\\E*\\Q, x\\Ey\\Q, true" })
	void aPatternMatches(String pattern, String name, boolean matches) {
		assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "com.example.", "com.***", "[com.example", "a]" })
	void whatIsNotAPatternIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> new NamePattern(pattern))
			.withMessageContaining("redis-session.codec.formats");
	}

	@Test
	void theMostSpecificPatternWins() {
		FormatRules rules = rules("**", "cbor", "java.**", "smile", "java.util.ArrayList", "jdk", "cart*", "smile",
				"*art", "jdk", "cart.**", "local");
		assertThat(rules.format("list", ArrayList.class)).as("an attribute's name counts more than a class")
			.isEqualTo(AttributeFormat.CBOR);
		assertThat(rules.format("carts", ArrayList.class)).isEqualTo(AttributeFormat.SMILE);
		assertThat(rules.format("cart", ArrayList.class)).as("more characters").isEqualTo(AttributeFormat.SMILE);
		assertThat(rules.isLocal("cart.lines", ArrayList.class)).isTrue();
		FormatRules classes = rules("java.**", "smile", "java.util.ArrayList", "jdk");
		assertThat(classes.format("list", ArrayList.class)).isEqualTo(AttributeFormat.JDK);
		assertThat(classes.format("list", String[].class)).as("an array of").isEqualTo(AttributeFormat.SMILE);
		assertThat(classes.format("list", ERROR.getClass())).isNull();
		assertThat(rules("a*", "jdk", "*a", "smile").format("a", String.class)).as("the first")
			.isEqualTo(AttributeFormat.JDK);
		assertThat(rules("*a", "smile", "a*", "jdk").format("a", String.class)).isEqualTo(AttributeFormat.SMILE);
		assertThat(FormatRules.NONE.format("a", String.class)).isNull();
		assertThat(FormatRules.NONE.isLocal("a", String.class)).isFalse();
	}

	@Test
	void oneAttributeIsWrittenInAnotherFormatAndReadBack() {
		EnvelopeCodec codec = codec("old.*", "jdk", "binary", "smile");
		for (String name : List.of("old.cart", "binary", "cart")) {
			byte[] bytes = codec.encode(name, List.of("apple"));
			assertThat(AttributeFormat.of(bytes)).isEqualTo(name.equals("cart") ? AttributeFormat.JSON
					: name.equals("binary") ? AttributeFormat.SMILE : AttributeFormat.JDK);
			assertThat(codec.decode("any", bytes)).isEqualTo(List.of("apple"));
			assertThat(codec.encode(name, codec.decode(name, bytes), bytes)).isSameAs(bytes);
			byte[] text = codec.encode(name, "x");
			assertThat(codec.encode(name, "x", text)).isSameAs(text);
		}
	}

	@Test
	void aValueInTheFormatOfTheRestIsTheSameValue() {
		byte[] json = codec().encode("cart", List.of("apple"));
		assertThat(codec("cart", "jdk").encode("cart", List.of("apple"), json)).isSameAs(json);
	}

	@Test
	void aPackageThatIsMappedToJavaSerializationIsAllowedThereOnly() {
		EnvelopeCodec codec = codec("org.springframework.validation.**", "jdk",
				"org.springframework.context.support.DefaultMessageSourceResolvable", "jdk");
		byte[] bytes = codec.encode("error", ERROR);
		assertThat(codec.decode("error", bytes)).isEqualTo(ERROR);
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> codec.decode("error", "{\"@%s\":{}}".formatted(FieldError.class.getName()).getBytes()));
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> codec().decode("error", bytes));
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> codec("error", "jdk").encode("error", ERROR))
			.withMessageContaining("redis-session.codec.allowed-packages");
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> codec("error", "jdk").decode("error", bytes));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "**", "org.**", "org.springframework.**", "org.springframework.*.*", "*.springframework.**" })
	void aPatternThatNamesNoPackageAllowsNothing(String pattern) {
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> codec(pattern, "jdk").encode("error", ERROR))
			.withMessageContaining("not allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "javax.management.**", "com.sun.org.apache.xalan.internal.xsltc.trax.**", "java.net.**" })
	void classesOfTheJdkAreNotAllowedByAPattern(String pattern) throws Exception {
		EnvelopeCodec codec = codec(pattern, "jdk");
		byte[] gadget = serialized(new BadAttributeValueExpException("x"));
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> codec.decode("a", gadget));
		byte[] templates = serialized(
				Class.forName("com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl", false, null));
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> codec.decode("a", templates));
		assertThat(codec.decode("a", codec.encode("a", "fine"))).isEqualTo("fine");
	}

	@Test
	void aMappedClassDoesNotOpenItsPackage() {
		EnvelopeCodec codec = codec(FieldError.class.getName(), "jdk");
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> codec.encode("error", new NestedRuntimeException("x") {
			}));
	}

	private static byte[] serialized(Object value) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(3);
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		return bytes.toByteArray();
	}

	private static EnvelopeCodec codec(String... choices) {
		return new EnvelopeCodec(CodecSettings.of(List.of("com.example"), FormatRulesTests.class.getClassLoader())
			.withChoices(rules(choices)));
	}

	private static FormatRules rules(String... choices) {
		Map<String, FormatChoice> map = new LinkedHashMap<>();
		for (int i = 0; i < choices.length; i += 2) {
			map.put(choices[i], FormatChoice.valueOf(choices[i + 1].toUpperCase(Locale.ROOT)));
		}
		return new FormatRules(map);
	}

}
