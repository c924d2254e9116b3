package io.github.redissession.codec;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import kotlin.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.module.kotlin.KotlinModule;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a Kotlin application keeps in its session, with Kotlin's own types and without a
 * property, whether or not {@code jackson-module-kotlin} is on the class path.
 */
class KotlinTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(KotlinTests.class.getPackageName()),
			KotlinTests.class.getClassLoader());

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(SETTINGS);

	static Stream<Object> values() {
		return KotlinSamples.values().stream();
	}

	static Stream<Object> objects() {
		return KotlinSamples.objects().stream();
	}

	@ParameterizedTest
	@MethodSource("values")
	void aValueComesBackEqualAndOfTheSameClass(Object value) {
		for (AttributeFormat format : List.of(AttributeFormat.JSON, AttributeFormat.SMILE, AttributeFormat.CBOR)) {
			EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
			for (Object each : List.of(value, new ArrayList<>(List.of(value)), new HashMap<>(Map.of("a", value)),
					new Pair<>(value, value))) {
				byte[] bytes = codec.encode("a", each);
				Object read = codec.decode("a", bytes);
				assertThat(read).isEqualTo(each).hasSameClassAs(each);
				assertThat(codec.encode("a", read, bytes)).isSameAs(bytes);
			}
			assertThat(codec.decode("a", codec.encode("a", value))).hasSameClassAs(value);
		}
	}

	@ParameterizedTest
	@MethodSource("objects")
	void anObjectComesBackAsTheSameInstance(Object object) {
		assertThat(CODEC.decode("a", CODEC.encode("a", object))).isSameAs(object);
		List<?> list = (List<?>) CODEC.decode("a", CODEC.encode("a", new ArrayList<>(List.of(object, object))));
		assertThat(list.get(0)).isSameAs(object).isSameAs(list.get(1));
	}

	@Test
	void aLazyPropertyIsComputedAgain() {
		Lazily read = (Lazily) CODEC.decode("a", CODEC.encode("a", KotlinSamples.lazily()));
		assertThat(KotlinSamples.lengthOf(read)).isEqualTo(1);
		Lazily computed = KotlinSamples.lazily();
		assertThat(KotlinSamples.lengthOf(computed)).isEqualTo(1);
		byte[] bytes = CODEC.encode("a", computed);
		assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("delegate");
		assertThat(KotlinSamples.lengthOf((Lazily) CODEC.decode("a", bytes))).isEqualTo(1);
	}

	@Test
	void aRegexKeepsItsOptions() {
		kotlin.text.Regex read = (kotlin.text.Regex) CODEC.decode("a", CODEC.encode("a", KotlinSamples.regex()));
		assertThat(KotlinSamples.patternOf(read)).isEqualTo(KotlinSamples.patternOf(KotlinSamples.regex()));
	}

	@Test
	void aSharedListInAPairComesBackAsOne() {
		Pair<?, ?> read = (Pair<?, ?>) CODEC.decode("a",
				CODEC.encode("a", KotlinSamples.same(new ArrayList<>(List.of("x")))));
		assertThat(read.getFirst()).isSameAs(read.getSecond());
	}

	@Test
	void aResultIsRefusedWithoutItsContent() {
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> CODEC.encode("a", KotlinSamples.failure()))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("kotlin.Result").doesNotContain("s3cr3t"));
	}

	@Test
	void theFormatJdkStoresWhatIsSerializable() {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK));
		int stored = 0;
		for (Object value : KotlinSamples.values()) {
			if (value.getClass().getName().startsWith("kotlin.") && value instanceof java.io.Serializable) {
				assertThat(codec.decode("a", codec.encode("a", value))).isEqualTo(value).hasSameClassAs(value);
				stored++;
			}
		}
		assertThat(stored).isGreaterThan(10);
	}

	@Test
	void forgedValuesAreRefused() {
		for (String json : List.of("{\"@kotlin.UInt\":5}", "{\"@kotlin.UInt\":{}}",
				"{\"@kotlin.UInt\":{\"data\":\"x\"}}", "{\"@kotlin.UInt\":{\"data\":1,\"x\":2}}",
				"{\"@kotlin.collections.EmptyList\":[1]}", "{\"@kotlin.collections.EmptyMap\":{\"a\":1}}",
				"{\"@kotlin.ranges.IntRange\":\"1\"}", "{\"@kotlin.ranges.CharRange\":\"a..b\"}",
				"{\"@kotlin.text.Regex\":\"(\"}", "{\"@kotlin.text.Regex\":\"0/(\"}", "{\"@kotlin.Result\":{}}",
				"{\"@kotlin.io.path.PathsKt\":{}}", "{\"@kotlin.SynchronizedLazyImpl\":{}}",
				"{\"@kotlin.time.Instant\":{\"epochSeconds\":\"x\"}}")) {
			assertThatExceptionOfType(AttributeNotReadableException.class)
				.isThrownBy(() -> CODEC.decode("a", json.getBytes(StandardCharsets.UTF_8)));
		}
	}

	@Test
	void theModuleOfJacksonNeedNotBeThere() throws Exception {
		assertThat(KotlinModule.class).as("is there in these tests").isNotNull();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		String filtered = Arrays.stream(classPath.split(File.pathSeparator))
			.filter((entry) -> !entry.contains("jackson-module-kotlin") && !entry.contains("kotlin-reflect"))
			.collect(Collectors.joining(File.pathSeparator));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", filtered, WithoutModule.class.getName())
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isEqualTo(0);
	}

	/**
	 * Stores every sample in a process of its own.
	 */
	static final class WithoutModule {

		private WithoutModule() {
		}

		public static void main(String[] arguments) {
			try {
				Class.forName("tools.jackson.module.kotlin.KotlinModule");
				throw new IllegalStateException("The module is there");
			}
			catch (ClassNotFoundException ex) {
				for (Object value : new ArrayDeque<>(KotlinSamples.values())) {
					if (!Objects.equals(CODEC.decode("a", CODEC.encode("a", value)), value)) {
						throw new IllegalStateException(value.getClass().getName(), ex);
					}
				}
			}
		}

	}

}
