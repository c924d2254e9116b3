package io.github.redissession.codec;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TSFBuilder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.introspect.VisibilityChecker;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/**
 * Writes values with Jackson, including the class of each value that the declared types
 * do not determine.
 * <p>
 * Strings, booleans, integers, doubles, array lists and hash maps with string keys are
 * written as they are; any other value of a type that is not declared is
 * <code>{"@id": value}</code>, with an id of {@link TypeIds}. Application classes are
 * written by their fields and records by their components.
 */
final class JacksonFormat implements ValueFormat {

	private static final int MAX_NESTING = 200;

	private final ObjectWriter writer;

	/**
	 * Shows only that the value of an exception's field can be stored, so that no other
	 * exception in it needs its fields.
	 */
	private final ObjectWriter trialWriter;

	private final ObjectReader reader;

	private final ObjectReader strictReader;

	private final SharedForm sharedForm;

	private final RoundTripCheck roundTrip;

	private final boolean isJson;

	/**
	 * Creates a format.
	 * @param mapper writes and reads it
	 * @param json checks the round trip of each new class, {@code null} if this is JSON
	 */
	JacksonFormat(ObjectMapper mapper, @Nullable JacksonFormat json) {
		this.trialWriter = mapper.writerFor(Object.class);
		this.writer = this.trialWriter.withAttribute(FailureSerializer.TRIAL, (Predicate<Object>) this::isStorable);
		this.reader = mapper.readerFor(Object.class);
		this.strictReader = this.reader.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		this.sharedForm = new SharedForm(this.writer);
		this.isJson = json == null;
		this.roundTrip = (json != null) ? json.roundTrip : new RoundTripCheck(this::write, this.reader);
	}

	static JacksonFormat json(TypeRules rules) {
		JsonFactory factory = limited(JsonFactory.builder()).build();
		return new JacksonFormat(configured(JsonMapper.builder(factory), rules).build(), null);
	}

	/**
	 * Limits the cost of forged bytes.
	 */
	static <B extends TSFBuilder<?, B>> B limited(B factory) {
		return factory.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_NESTING).build())
			.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
	}

	/**
	 * Configures a mapper with our rules, which are the same in every format.
	 */
	static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configured(B builder, TypeRules rules) {
		return builder.annotationIntrospector(new CodecAnnotations())
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
			.enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
			.polymorphicTypeValidator(new AllowedSubtypes(rules.allowed()))
			.typeFactory(TypeFactory.createDefaultInstance().withClassLoader(rules.classLoader()))
			.addModules(rules.libraries())
			.addModule(new CodecModule(rules));
	}

	@Override
	public byte[] write(Object value) {
		return write(value, (byte[]) null);
	}

	@Override
	public byte[] write(Object value, byte @Nullable [] known) {
		byte[] plain = (this.isJson && value instanceof String text) ? plain(text) : null;
		if (plain != null) {
			return plain;
		}
		RepeatFinder finder = new RepeatFinder();
		Writing writing = Writing.with(finder);
		writing.types().add(TypeIds.typeOf(value));
		byte[] bytes = this.writer.withAttribute(Writing.KEY, writing).writeValueAsBytes(value);
		if (!finder.repeated().isEmpty()) {
			byte[] shared = writeShared(value, finder.repeated());
			if (isKnown(shared, known)) {
				return shared;
			}
			bytes = comesBack(value, shared, finder.repeated().size()) ? shared : write(value, Writing.IN_FULL, false);
		}
		this.roundTrip.check(value, writing.types(), false);
		return bytes;
	}

	/**
	 * Writes a value with references. One that contains itself has no such form; writing
	 * it in full fails too, but where the message can say so.
	 */
	private byte[] writeShared(Object value, List<Object> repeated) {
		try {
			return this.sharedForm.write(value, repeated);
		}
		catch (UnfitTypeException ex) {
			write(value, Writing.IN_FULL, false);
			throw ex;
		}
	}

	private boolean isStorable(Object value) {
		try {
			Writing writing = Writing.with(Writing.IN_FULL);
			writing.types().add(TypeIds.typeOf(value));
			this.trialWriter.withAttribute(Writing.KEY, writing).writeValueAsBytes(value);
			this.roundTrip.check(value, writing.types(), true);
			return true;
		}
		catch (RuntimeException | StackOverflowError ex) {
			return false;
		}
	}

	private boolean isKnown(byte[] bytes, byte @Nullable [] known) {
		int offset = this.isJson ? 0 : 1;
		return known != null && known.length == bytes.length + offset
				&& Arrays.equals(bytes, 0, bytes.length, known, offset, known.length);
	}

	/**
	 * Returns whether the references are read as they were written. A deserializer of the
	 * application that does not expect one, or a constructor that copies, gets the value
	 * in full.
	 */
	private boolean comesBack(Object value, byte[] bytes, int repeated) {
		try {
			Object copy = this.strictReader.readValue(bytes);
			RepeatFinder finder = new RepeatFinder();
			this.writer.withAttribute(Writing.KEY, Writing.with(finder)).writeValueAsBytes(copy);
			return copy.getClass() == value.getClass() && finder.repeated().size() == repeated
					&& isSame(value, bytes, copy, finder.repeated());
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Compares a value with its copy. The shared objects of equal content that are found
	 * in a hash map may have got each other's numbers.
	 */
	private boolean isSame(Object value, byte[] bytes, Object copy, List<Object> repeated) {
		return RoundTripCheck.isSame(this.sharedForm.write(copy, repeated), bytes, this.reader) || RoundTripCheck
			.isSame(write(copy, Writing.IN_FULL, false), write(value, Writing.IN_FULL, false), this.reader);
	}

	/**
	 * Writes a string without characters that need escaping, as most attributes are.
	 * @return the same bytes as Jackson's, {@code null} if a character needs escaping
	 */
	private static byte @Nullable [] plain(String text) {
		int length = text.length();
		byte[] json = new byte[length + 2];
		json[0] = '"';
		json[length + 1] = '"';
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c < ' ' || c > '~' || c == '"' || c == '\\') {
				return null;
			}
			json[i + 1] = (byte) c;
		}
		return json;
	}

	/**
	 * Writes every object as often as it occurs.
	 */
	private byte[] write(Object value, Writing.Visit visit, boolean trial) {
		BoundedOutput bytes = new BoundedOutput(EnvelopeCodec.MAX_BYTES);
		(trial ? this.trialWriter : this.writer).withAttribute(Writing.KEY, Writing.with(visit))
			.writeValue(bytes, value);
		return bytes.toByteArray();
	}

	@Override
	public @Nullable Object read(byte[] bytes, int offset) {
		return this.reader.readValue(bytes, offset, bytes.length - offset);
	}

	@Override
	public @Nullable String typeOf(byte[] bytes, int offset) {
		try (JsonParser parser = this.reader.createParser(bytes, offset, bytes.length - offset)) {
			String name = (parser.nextToken() == JsonToken.START_OBJECT) ? parser.nextName() : null;
			if (SharedForm.SHARED.equals(name)) {
				parser.nextToken();
				parser.skipChildren();
				parser.nextToken();
				name = (parser.nextToken() == JsonToken.START_OBJECT) ? parser.nextName() : null;
			}
			return (name != null && name.startsWith(TypeIdDeserializer.MARK)) ? name.substring(1) : null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
