package io.github.redissession.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.github.redissession.AttributeCodec;
import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import org.springframework.util.ClassUtils;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.introspect.VisibilityChecker;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/**
 * Keeps attributes as JSON that says the class of every value, wherever the declared
 * types do not: a value comes back equal and of the same class.
 * <p>
 * Strings, booleans, integers, doubles, array lists and hash maps with string keys stand
 * for themselves; any other value of a type that is not declared is
 * <code>{"@id": value}</code>, with the ids that {@link TypeIds} gives. Application
 * classes are written by their fields and records by their components.
 */
public final class JsonAttributeCodec implements AttributeCodec {

	static final String PROPERTY = "redis-session.codec.allowed-packages";

	/** Where a writer collects the classes that it met. */
	static final Object MET = JsonAttributeCodec.class.getName() + ".MET";

	private static final String ADVICE = "make it a record, or give its class a constructor without parameters,"
			+ " or one @JsonCreator whose parameters are named like the fields";

	private static final int MAX_NESTING = 200;

	private static final int MAX_BYTES = StreamReadConstraints.DEFAULT_MAX_STRING_LEN;

	private final ObjectWriter writer;

	private final ObjectReader reader;

	private final ObjectReader strictReader;

	/** The flags are held by the classes themselves, so they go when a class goes. */
	private final ClassValue<AtomicBoolean> proven = new ClassValue<>() {

		@Override
		protected AtomicBoolean computeValue(Class<?> type) {
			return new AtomicBoolean(JdkTypes.isListed(type));
		}

	};

	/**
	 * Creates the codec.
	 * @param allowedPackages the packages, with their sub-packages, whose classes may
	 * stand in a session besides the JDK's values and Spring Security's
	 * @param classLoader finds these classes
	 */
	public JsonAttributeCodec(Collection<String> allowedPackages, ClassLoader classLoader) {
		Predicate<String> libraryNames = (name) -> false;
		Predicate<Class<?>> libraryTypes = (type) -> false;
		List<JacksonModule> modules = List.of();
		if (ClassUtils.isPresent("org.springframework.security.jackson.SecurityJacksonModules", classLoader)) {
			SecurityTypes security = SecurityTypes.load(classLoader);
			libraryNames = SecurityTypes::isName;
			libraryTypes = security::isAllowed;
			modules = security.modules();
		}
		AllowedTypes allowed = new AllowedTypes(allowedPackages, libraryNames, libraryTypes, classLoader);
		JsonMapper mapper = mapper(allowed, modules, classLoader);
		this.writer = mapper.writerFor(Object.class);
		this.reader = mapper.readerFor(Object.class);
		this.strictReader = this.reader.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
	}

	private static JsonMapper mapper(AllowedTypes allowed, List<JacksonModule> modules, ClassLoader classLoader) {
		JsonFactory factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_NESTING).build())
			.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
			.build();
		return JsonMapper.builder(factory)
			.annotationIntrospector(new CodecAnnotations())
			.changeDefaultVisibility((standard) -> new VisibilityChecker(Visibility.ANY, Visibility.NONE,
					Visibility.NONE, Visibility.NONE, Visibility.NON_PRIVATE, Visibility.NON_PRIVATE))
			.enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
			.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			// The limit on nesting finds every cycle, not only the shortest.
			.disable(SerializationFeature.FAIL_ON_SELF_REFERENCES)
			.disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
			.polymorphicTypeValidator(new AllowedSubtypes(allowed))
			.typeFactory(TypeFactory.createDefaultInstance().withClassLoader(classLoader))
			.addModules(modules)
			.addModule(new CodecModule(allowed))
			.build();
	}

	@Override
	public byte[] encode(String name, Object value) {
		try {
			Set<Class<?>> met = new HashSet<>();
			met.add(TypeIds.typeOf(value));
			byte[] bytes = write(value, met);
			met.removeIf((type) -> this.proven.get(type).get());
			if (!met.isEmpty()) {
				prove(value, bytes);
				met.forEach((type) -> this.proven.get(type).set(true));
			}
			return bytes;
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			String reason = Failure.describe(ex);
			throw new AttributeNotStorableException(
					"Session attribute '" + name + "' of type " + value.getClass().getName() + " cannot be stored: "
							+ reason + (reason.contains(PROPERTY) ? "" : " (" + PROPERTY + " says which classes can)"));
		}
	}

	private byte[] write(Object value, Set<Class<?>> met) {
		byte[] bytes = this.writer.withAttribute(MET, met).writeValueAsBytes(value);
		if (bytes.length > MAX_BYTES) {
			throw UnfitTypeException.because(value.getClass(), "is too large to be read back");
		}
		return bytes;
	}

	/**
	 * Reads the bytes once and compares what they hold, in any order: a set may iterate
	 * differently after it was read.
	 */
	private void prove(Object value, byte[] bytes) {
		Object copy = readStrictly(value, bytes);
		if (copy == null || copy.getClass() != value.getClass()) {
			throw UnfitTypeException.because(value.getClass(), "comes back as another class");
		}
		byte[] again = write(copy, new HashSet<>());
		byte[] expected = bytes.clone();
		Arrays.sort(again);
		Arrays.sort(expected);
		if (!Arrays.equals(again, expected)) {
			throw UnfitTypeException.because(value.getClass(), "does not come back with the same content; " + ADVICE);
		}
	}

	private Object readStrictly(Object value, byte[] bytes) {
		try {
			return this.strictReader.readValue(bytes);
		}
		catch (RuntimeException ex) {
			throw UnfitTypeException.because(value.getClass(),
					"cannot be read back, because of " + Failure.describe(ex) + "; " + ADVICE);
		}
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		try {
			Object value = this.reader.readValue(bytes);
			if (value != null) {
				return value;
			}
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			throw new AttributeNotReadableException(
					"Session attribute '" + name + "' cannot be read: " + Failure.describe(ex));
		}
		throw new AttributeNotReadableException("Session attribute '" + name + "' cannot be read: it is null");
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return JdkTypes.isValue(type);
	}

}
