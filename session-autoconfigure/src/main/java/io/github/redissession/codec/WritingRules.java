package io.github.redissession.codec;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
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

	WritingRules(AllowedTypes allowed) {
		this.allowed = allowed;
	}

	@Override
	public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides) {
		this.allowed.checkDeclared(type.getRawClass());
		return null;
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
		this.allowed.checkDeclared(type.getRawClass());
		return null;
	}

	@Override
	public @Nullable ValueSerializer<?> findMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides,
			ValueSerializer<Object> keySerializer, TypeSerializer elementTypeSerializer,
			ValueSerializer<Object> elementValueSerializer) {
		this.allowed.checkDeclared(type.getRawClass());
		return null;
	}

	@Override
	public @Nullable ValueSerializer<?> findReferenceSerializer(SerializationConfig config, ReferenceType type,
			BeanDescription.Supplier beanDescRef, JsonFormat.@Nullable Value formatOverrides,
			TypeSerializer contentTypeSerializer, ValueSerializer<Object> contentValueSerializer) {
		this.allowed.check(type.getRawClass());
		return type.hasRawClass(Optional.class) ? new OptionalSerializer(type.getReferencedType(), null) : null;
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier beanDesc, ValueSerializer<?> serializer) {
		return TypeCollectingSerializer.around(type.getRawClass(),
				new AnyKeyMapSerializer(type, (ValueSerializer<Object>) serializer));
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
			BeanDescription.Supplier beanDesc, ValueSerializer<?> serializer) {
		boolean values = JdkTypes.isValue(type.getContentType().getRawClass());
		if (values || !Set.class.isAssignableFrom(type.getRawClass())) {
			return TypeCollectingSerializer.around(type.getRawClass(), serializer);
		}
		return TypeCollectingSerializer.around(type.getRawClass(),
				new HashSetSerializer(type.getContentType(), (ValueSerializer<Object>) serializer, null));
	}

	@Override
	public ValueSerializer<?> modifyArraySerializer(SerializationConfig config, ArrayType valueType,
			BeanDescription.Supplier beanDesc, ValueSerializer<?> serializer) {
		return TypeCollectingSerializer.around(valueType.getRawClass(), serializer);
	}

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier beanDesc,
			ValueSerializer<?> serializer) {
		Class<?> type = beanDesc.getBeanClass();
		boolean bean = serializer instanceof BeanSerializerBase || serializer instanceof UnknownSerializer;
		ConstantFields constants = bean ? ConstantFields.of(type) : null;
		return TypeCollectingSerializer.around(type,
				(constants != null) ? new SingletonSerializer(constants, serializer) : serializer);
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
