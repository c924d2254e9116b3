package io.github.redissession.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;
import java.util.Set;

import org.springframework.util.ClassUtils;

/**
 * Java serialization of allowed classes, for sessions with values that have no other
 * form. A filter checks every class before it is used, and limits the cost of a stream.
 * <p>
 * The maximum depth is small because of chains of hash sets, whose cost doubles with
 * every level.
 */
final class JdkFormat implements ValueFormat {

	static final int MAX_DEPTH = 20;

	private static final int MAX_REFERENCES = 100_000;

	private static final int MAX_ARRAY = 8 * 1024 * 1024;

	/** Classes that occur in the serialized form of allowed classes. */
	private static final Set<String> PARTS = Set.of("java.lang.Enum", "java.lang.Number", "java.lang.Object",
			"java.lang.Throwable", "java.lang.Exception", "java.lang.RuntimeException", "java.lang.StackTraceElement",
			"java.time.Ser", "java.util.AbstractMap", "java.util.AbstractList", "java.util.CollSer", "java.util.Map",
			"java.util.Map$Entry", "java.util.EnumSet$SerializationProxy", "java.util.EnumSet",
			"java.util.Collections$UnmodifiableCollection", "java.util.Collections$UnmodifiableList",
			"java.util.Collections$UnmodifiableRandomAccessList", "java.util.Collections$UnmodifiableSet",
			"java.util.Collections$UnmodifiableMap", "java.util.Collections$SynchronizedCollection",
			"java.util.Collections$SynchronizedMap", "java.lang.Comparable", "java.util.Collections$SetFromMap",
			"java.util.TimeZone", "java.util.Comparator", "java.lang.String$CaseInsensitiveComparator",
			"java.util.Collections$ReverseComparator", "java.util.Comparators$NaturalOrderComparator",
			"java.util.concurrent.ConcurrentHashMap$Segment", "java.util.concurrent.locks.ReentrantLock",
			"java.util.concurrent.locks.ReentrantLock$Sync", "java.util.concurrent.locks.ReentrantLock$NonfairSync",
			"java.util.concurrent.locks.AbstractQueuedSynchronizer",
			"java.util.concurrent.locks.AbstractOwnableSynchronizer",
			"org.springframework.security.core.userdetails.User$AuthorityComparator",
			"kotlin.collections.builders.SerializedCollection", "kotlin.collections.builders.SerializedMap",
			"kotlin.collections.EmptyList", "kotlin.collections.EmptySet", "kotlin.collections.EmptyMap",
			"kotlin.time.InstantSerialized", "kotlin.text.Regex$Serialized");

	/** Its hash code needs a network look-up. */
	private static final String URL = "java.net.URL";

	private final TypeRules rules;

	JdkFormat(TypeRules rules) {
		this.rules = rules;
	}

	/**
	 * Writes a value and reads it back at once, the only way to find out whether it can
	 * be read.
	 */
	@Override
	public byte[] write(Object value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		catch (IOException ex) {
			throw UnfitTypeException.because(value.getClass(),
					"cannot be written by Java serialization: " + ex.getMessage());
		}
		Object copy = read(bytes.toByteArray(), 0);
		if (copy == null || copy.getClass() != value.getClass()) {
			throw UnfitTypeException.because(value.getClass(), "comes back as another class");
		}
		return bytes.toByteArray();
	}

	@Override
	public Object read(byte[] bytes, int offset) {
		ByteArrayInputStream source = new ByteArrayInputStream(bytes, offset, bytes.length - offset);
		try (AllowedInput in = new AllowedInput(source)) {
			Object value = in.readObject();
			if (value instanceof Class<?>) {
				throw UnfitTypeException.notAllowed(Class.class.getName());
			}
			if (source.available() > 0) {
				throw UnfitTypeException.format("it has bytes after its end");
			}
			return value;
		}
		catch (ClassNotFoundException ex) {
			throw UnfitTypeException.unknownId(String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Throws instead of rejecting, so that the caller learns the reason.
	 */
	private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
		boolean large = info.depth() > MAX_DEPTH || info.references() > MAX_REFERENCES
				|| info.streamBytes() > EnvelopeCodec.MAX_BYTES || info.arrayLength() > MAX_ARRAY;
		if (large) {
			throw UnfitTypeException.format("it is nested too deeply or too large");
		}
		Class<?> type = info.serialClass();
		if (type != null) {
			check(type);
		}
		return (type != null) ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.UNDECIDED;
	}

	private void check(Class<?> type) {
		Class<?> element = AllowedTypes.element(type);
		if (element.getName().equals(URL)) {
			throw UnfitTypeException.notAllowed(URL);
		}
		boolean listed = PARTS.contains(element.getName()) || JdkTypes.isListed(element) || JdkTypes.isBound(element);
		if (!listed) {
			this.rules.allowed().check(element);
		}
	}

	/**
	 * Loads a class without initializing it, unless its name is not allowed; the filter
	 * checks the class next.
	 */
	private Class<?> load(String name) throws ClassNotFoundException {
		String element = name.replaceFirst("^\\[+L?", "").replace(";", "");
		boolean known = name.startsWith("[") && element.length() == 1 || PARTS.contains(element)
				|| element.startsWith("java.") || JdkTypes.byId(element) != null
				|| element.equals(JdkTypes.zoneInfo().getName());
		if (!known && !this.rules.allowed().isName(element)) {
			throw UnfitTypeException.unknownId(element);
		}
		return Class.forName(name, false, this.rules.classLoader());
	}

	/**
	 * Loads allowed classes only, with the application's class loader.
	 */
	private final class AllowedInput extends ObjectInputStream {

		AllowedInput(ByteArrayInputStream source) throws IOException {
			super(source);
			setObjectInputFilter(JdkFormat.this::check);
		}

		@Override
		protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException, IOException {
			String name = description.getName();
			Class<?> primitive = ClassUtils.resolvePrimitiveClassName(name);
			return (primitive != null) ? primitive : load(JdkFormat.this.rules.schemas().presentName(name));
		}

		@Override
		protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
			throw new InvalidClassException("a proxy", "not allowed");
		}

	}

}
