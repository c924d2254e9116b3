package io.github.redissession.codec;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.ReferenceType;

/**
 * Checks every type before Jackson looks up its serializer, and writes maps, hashed sets
 * and optionals in our own form.
 */
final class WritingRules extends ValueSerializerModifier implements Serializers {

	private static final long serialVersionUID = 1L;

	private final transient AllowedTypes allowed;

	private final transient StandIns standIns;

	WritingRules(AllowedTypes allowed, StandIns standIns) {
		this.allowed = allowed;
		this.standIns = standIns;
	}

	/**
	 * Returns the serializer of a class whose values are written as another class, and
	 * otherwise checks the class.
	 */
	private @Nullable ValueSerializer<?> standInOrCheck(Class<?> type) {
		StandIn rule = this.standIns.rule(type);
		if (rule != null && !rule.keepsClass()) {
			return new StandInSerializer(this.standIns, null);
		}
		this.allowed.checkDeclared(type);
		return null;
	}

	@Override
	public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides) {
		ItemForm<?> form = ItemForm.of(type.getRawClass());
		return (form != null) ? new ItemFormSerializer(form) : standInOrCheck(type.getRawClass());
	}

	@Override
	public @Nullable ValueSerializer<?> findEnumSerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides) {
		Class<?> raw = type.getRawClass();
		this.allowed.checkDeclared(JdkTypes.isEnum(raw) && !raw.isEnum() ? raw.getSuperclass() : raw);
		return null;
	}

	@Override
	public @Nullable ValueSerializer<?> findCollectionSerializer(SerializationConfig config, CollectionType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides,
			TypeSerializer elementTypeSerializer, ValueSerializer<Object> elementValueSerializer) {
		return standInOrCheck(type.getRawClass());
	}

	@Override
	public @Nullable ValueSerializer<?> findMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides,
			ValueSerializer<Object> keySerializer, TypeSerializer elementTypeSerializer,
			ValueSerializer<Object> elementValueSerializer) {
		return standInOrCheck(type.getRawClass());
	}

	@Override
	public @Nullable ValueSerializer<?> findReferenceSerializer(SerializationConfig config, ReferenceType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides,
			TypeSerializer contentTypeSerializer, ValueSerializer<Object> contentValueSerializer) {
		ValueSerializer<?> standIn = standInOrCheck(type.getRawClass());
		if (standIn != null) {
			return standIn;
		}
		ItemForm<?> form = ItemForm.of(type.getRawClass());
		if (form != null) {
			return new ItemFormSerializer(form);
		}
		this.allowed.check(type.getRawClass());
		return type.hasRawClass(Optional.class) ? new OptionalSerializer(type.getReferencedType(), null) : null;
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier beanDesc, ValueSerializer<?> serializer) {
		if (serializer instanceof StandInSerializer) {
			return serializer;
		}
		return withStandIns(type, TypeCollectingSerializer.around(type.getRawClass(),
				new AnyKeyMapSerializer(type, (ValueSerializer<Object>) serializer)));
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
			BeanDescription.Supplier beanDesc, ValueSerializer<?> serializer) {
		if (serializer instanceof StandInSerializer) {
			return serializer;
		}
		boolean values = JdkTypes.isValue(type.getContentType().getRawClass());
		ValueSerializer<?> own = (values || !Set.class.isAssignableFrom(type.getRawClass())) ? serializer
				: new HashSetSerializer(type.getContentType(), (ValueSerializer<Object>) serializer, null);
		return withStandIns(type, TypeCollectingSerializer.around(type.getRawClass(), own));
	}

	@Override
	public ValueSerializer<?> modifyArraySerializer(SerializationConfig config, ArrayType valueType,
			BeanDescription.Supplier beanDesc, ValueSerializer<?> serializer) {
		return TypeCollectingSerializer.around(valueType.getRawClass(), serializer);
	}

	/**
	 * Looks for stand-ins where Jackson writes values of any class with the serializer of
	 * the declared type.
	 */
	@SuppressWarnings("unchecked")
	private ValueSerializer<?> withStandIns(JavaType declared, ValueSerializer<?> serializer) {
		return declared.isAbstract() ? new StandInSerializer(this.standIns, (ValueSerializer<Object>) serializer)
				: serializer;
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier beanDesc,
			ValueSerializer<?> serializer) {
		if (serializer instanceof StandInSerializer) {
			return serializer;
		}
		Class<?> type = beanDesc.getBeanClass();
		if (JsonNode.class.isAssignableFrom(type)) {
			return new TreeSerializer();
		}
		boolean bean = serializer instanceof BeanSerializerBase || serializer instanceof UnknownSerializer;
		ConstantFields constants = bean ? ConstantFields.of(type) : null;
		ValueSerializer<?> own = TypeCollectingSerializer.around(type,
				(constants != null) ? new SingletonSerializer(constants, serializer) : serializer);
		return (this.standIns.rule(type) != null) ? new StandInSerializer(this.standIns, (ValueSerializer<Object>) own)
				: own;
	}

	@Override
	public List<BeanPropertyWriter> changeProperties(SerializationConfig config, BeanDescription.Supplier beanDesc,
			List<BeanPropertyWriter> beanProperties) {
		Class<?> type = beanDesc.getBeanClass();
		this.allowed.checkFields(type);
		OwnSerialization.checkWritten(type);
		if (beanProperties.isEmpty() && AllowedTypes.hasFields(type)) {
			throw UnfitTypeException.because(type,
					"has fields, but none of them is written, so its content would be lost");
		}
		return beanProperties;
	}

}
