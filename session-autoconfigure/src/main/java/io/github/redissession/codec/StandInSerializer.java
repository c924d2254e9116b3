package io.github.redissession.codec;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes the stand-ins of one class, with the type ids of the stand-ins.
 */
final class StandInSerializer extends ValueSerializer<Object> {

	private final StandIns standIns;

	private final @Nullable ValueSerializer<Object> own;

	private final @Nullable BeanProperty property;

	/**
	 * Creates a serializer.
	 * @param standIns replace the values
	 * @param own writes a stand-in of the same class, {@code null} if there is none
	 */
	StandInSerializer(StandIns standIns, @Nullable ValueSerializer<Object> own) {
		this(standIns, own, null);
	}

	private StandInSerializer(StandIns standIns, @Nullable ValueSerializer<Object> own,
			@Nullable BeanProperty property) {
		this.standIns = standIns;
		this.own = own;
		this.property = property;
	}

	@Override
	public void resolve(SerializationContext ctxt) {
		if (this.own != null) {
			this.own.resolve(ctxt);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> createContextual(SerializationContext ctxt, @Nullable BeanProperty context) {
		ValueSerializer<?> inner = (this.own != null) ? ctxt.handleSecondaryContextualization(this.own, context) : null;
		return new StandInSerializer(this.standIns, (ValueSerializer<Object>) inner, context);
	}

	/**
	 * Asks the stand-in, because a lazy collection would load its items.
	 */
	@Override
	public boolean isEmpty(SerializationContext ctxt, Object value) {
		Object standIn = this.standIns.of(value);
		return standIn == null || standIn instanceof Collection<?> items && items.isEmpty()
				|| standIn instanceof Map<?, ?> map && map.isEmpty()
				|| standIn == value && this.own != null && this.own.isEmpty(ctxt, value);
	}

	@Override
	public void serialize(Object value, JsonGenerator gen, SerializationContext ctxt) {
		Object standIn = this.standIns.of(value);
		if (standIn == null) {
			leaveOut(value, gen);
		}
		else if (enter(value, standIn, gen, ctxt)) {
			serializer(value, standIn, null, ctxt).serialize(standIn, gen, ctxt);
		}
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		Object standIn = this.standIns.of(value);
		if (standIn == null) {
			leaveOut(value, gen);
		}
		else if (enter(value, standIn, gen, ctxt)) {
			JavaType declared = (typing instanceof TypeIdSerializer ids) ? ids.declared() : null;
			serializer(value, standIn, declared, ctxt).serializeWithType(standIn, gen, ctxt, typing);
		}
	}

	/**
	 * Lets the run see the value, which may occur in several places, whereas its stand-in
	 * is another object each time.
	 */
	private static boolean enter(Object value, Object standIn, JsonGenerator gen, SerializationContext ctxt) {
		Writing writing = (standIn != value) ? Writing.of(ctxt) : null;
		return writing == null || writing.visit().enter(value, gen);
	}

	private void leaveOut(Object value, JsonGenerator gen) {
		AnnotatedMember member = (this.property != null) ? this.property.getMember() : null;
		this.standIns.leftOut(value,
				(member != null) ? member.getDeclaringClass().getName() + "." + member.getName() : null);
		gen.writeNull();
	}

	/**
	 * Finds the serializer of a stand-in, whose items are of the declared type, as the
	 * reader expects.
	 */
	private ValueSerializer<Object> serializer(Object value, Object standIn, @Nullable JavaType declared,
			SerializationContext ctxt) {
		Class<?> type = standIn.getClass();
		if (type != value.getClass()) {
			boolean generic = declared != null && declared.hasGenericTypes()
					&& declared.getRawClass().isAssignableFrom(type);
			ValueSerializer<Object> found = ctxt.findContentValueSerializer(
					generic ? ctxt.constructSpecializedType(declared, type) : ctxt.constructType(type), this.property);
			// Its class may have a rule too, which has been applied already.
			return (found instanceof StandInSerializer other && other.own != null) ? other.own : found;
		}
		if (this.own == null) {
			throw UnfitTypeException.because(type, "cannot be written in its own form");
		}
		return this.own;
	}

}
