package io.github.redissession.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

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
			"java.util.concurrent.ConcurrentHashMap$CollectionView", "java.util.Collections$SynchronizedList",
			"java.util.concurrent.atomic.LongAdder$SerializationProxy",
			"java.util.concurrent.atomic.DoubleAdder$SerializationProxy", "java.net.InetAddress",
			"org.springframework.util.MultiValueMapAdapter", StoredPart.class.getName(), StoredJson.class.getName(),
			StoredFailure.class.getName(), StoredFailure.Cause.class.getName(),
			"kotlin.collections.builders.SerializedCollection", "kotlin.collections.builders.SerializedMap",
			"kotlin.collections.EmptyList", "kotlin.collections.EmptySet", "kotlin.collections.EmptyMap",
			"kotlin.time.InstantSerialized", "kotlin.text.Regex$Serialized");

	/** The same of Guava's classes. */
	private static final Set<String> GUAVA_PARTS = Set.of("ImmutableList$SerializedForm", "ImmutableSet$SerializedForm",
			"ImmutableMap$SerializedForm", "ImmutableBiMap$SerializedForm", "ImmutableSortedSet$SerializedForm",
			"ImmutableSortedMap$SerializedForm", "RegularImmutableSortedSet", "ImmutableSortedMap", "NaturalOrdering",
			"ReverseNaturalOrdering");

	private final StoredPart.Rule parts = new StoredPart.Rule();

	private final TypeRules rules;

	private final JacksonFormat json;

	private final FailureFactory failures;

	JdkFormat(TypeRules rules, JacksonFormat json) {
		this.rules = rules;
		this.json = json;
		this.failures = new FailureFactory(rules.allowed(), rules.schemas());
	}

	/**
	 * Writes a value and reads it back at once, the only way to find out whether it can
	 * be read.
	 */
	@Override
	public byte[] write(Object value) {
		return write(value, this::isStorable);
	}

	private byte[] write(Object value, Predicate<Object> trial) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (StandInOutput out = new StandInOutput(bytes, value, trial)) {
			out.writeObject(value);
			requireKnown(value, out.classes);
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

	/**
	 * Returns whether the value of an exception's field can be written, where another
	 * exception in it has no fields.
	 */
	private boolean isStorable(Object value) {
		try {
			return write(value, (field) -> false).length > 0;
		}
		catch (RuntimeException | StackOverflowError ex) {
			return false;
		}
	}

	@Override
	public Object read(byte[] bytes, int offset) {
		ByteArrayInputStream source = new ByteArrayInputStream(bytes, offset, bytes.length - offset);
		try (AllowedInput in = new AllowedInput(source)) {
			Object value = in.readObject();
			if (value instanceof Class<?>) {
				throw UnfitTypeException.notAllowed(Set.of(Class.class));
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
		if (!isListed(element) && !isChosen(element)) {
			this.rules.allowed().check(element);
		}
	}

	/**
	 * Returns whether a class outside the JDK is mapped to this format by its name.
	 */
	private boolean isChosen(Class<?> type) {
		return this.rules.choices().allowsInJdk(type.getName()) && !JdkClasses.contains(type);
	}

	/**
	 * Refuses all classes at once that are not allowed, so that following the advice is
	 * enough.
	 */
	private void requireKnown(Object value, Set<Class<?>> classes) {
		Set<Class<?>> unknown = new LinkedHashSet<>(classes);
		unknown.removeIf((type) -> isListed(AllowedTypes.element(type)) || isChosen(AllowedTypes.element(type))
				|| this.rules.allowed().isKnown(AllowedTypes.element(type)));
		if (isPart(value.getClass().getName()) && !JdkTypes.isListed(value.getClass())) {
			unknown.add(value.getClass());
		}
		if (unknown.stream().anyMatch(Class::isAnonymousClass)) {
			throw UnfitTypeException.because(value.getClass(), "holds an anonymous class, which cannot be read back;"
					+ " copy its content into a plain collection or a record");
		}
		Class<?> first = unknown.stream().filter(JdkClasses::contains).findFirst().orElse(null);
		if (!unknown.isEmpty()) {
			throw UnfitTypeException.notAllowed((first != null) ? Set.of(first) : unknown);
		}
	}

	private static boolean isListed(Class<?> type) {
		return isPart(type.getName()) || JdkTypes.isListed(type) || JdkTypes.isBound(type);
	}

	private static boolean isPart(String name) {
		return PARTS.contains(name) || name.startsWith(CollectionViews.GUAVA)
				&& GUAVA_PARTS.contains(name.substring(CollectionViews.GUAVA.length()));
	}

	/**
	 * Loads a class without initializing it, unless its name is not allowed; the filter
	 * checks the class next.
	 */
	private Class<?> load(String name) throws ClassNotFoundException {
		String element = name.replaceFirst("^\\[+L?", "").replace(";", "");
		boolean known = name.startsWith("[") && element.length() == 1 || isPart(element) || element.startsWith("java.")
				|| JdkTypes.isListedName(element);
		if (!known && !this.rules.allowed().isName(element) && !this.rules.choices().allowsInJdk(element)) {
			throw UnfitTypeException.unknownId(element);
		}
		Class<?> type = Class.forName(name, false, this.rules.classLoader());
		// Never in its own form, such as a URL, whose hash code asks a name server.
		if (this.parts.replaces(type)) {
			throw UnfitTypeException.notAllowed(Set.of(type));
		}
		return type;
	}

	/**
	 * Writes stand-ins, which the stream asks for once for each object, and the JSON of
	 * what has no Java serialization.
	 */
	private final class StandInOutput extends ObjectOutputStream {

		private final Set<Class<?>> classes = new LinkedHashSet<>();

		private final ReplacedObjects replaced;

		private final Predicate<Object> trial;

		StandInOutput(ByteArrayOutputStream target, Object root, Predicate<Object> trial) throws IOException {
			super(target);
			this.replaced = new ReplacedObjects(root, JdkFormat.this.rules.standIns());
			this.trial = trial;
			enableReplaceObject(true);
		}

		@Override
		protected void annotateClass(Class<?> type) {
			this.classes.add(type);
		}

		@Override
		protected @Nullable Object replaceObject(Object value) {
			UnfitTypeException refusal = TreeKinds.refusal(value.getClass());
			if (refusal != null) {
				throw refusal;
			}
			if (TreeOrigins.isPlain(value)) {
				return this.replaced.tree(value, JdkFormat.this.json::write);
			}
			Object standIn = JdkFormat.this.rules.standIns().of(value);
			if (standIn == null) {
				this.replaced.tellLeftOut();
				return null;
			}
			if (standIn instanceof Throwable failure) {
				return StoredFailure.of(failure, this.trial);
			}
			if (JdkFormat.this.parts.replaces(standIn.getClass())) {
				return JdkFormat.this.parts.of(standIn);
			}
			return (standIn instanceof Serializable) ? standIn : new StoredJson(JdkFormat.this.json.write(standIn));
		}

	}

	/**
	 * Loads allowed classes only, with the application's class loader.
	 */
	private final class AllowedInput extends ObjectInputStream {

		AllowedInput(ByteArrayInputStream source) throws IOException {
			super(source);
			setObjectInputFilter(JdkFormat.this::check);
			enableResolveObject(true);
		}

		@Override
		protected @Nullable Object resolveObject(Object value) {
			if (value instanceof StoredFailure failure) {
				return JdkFormat.this.failures.create(failure);
			}
			return (value instanceof StoredJson part) ? JdkFormat.this.json.read(part.bytes(), 0) : value;
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
