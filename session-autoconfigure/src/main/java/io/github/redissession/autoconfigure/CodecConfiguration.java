package io.github.redissession.autoconfigure;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import io.github.redissession.autoconfigure.RedisSessionProperties.Codec;
import io.github.redissession.autoconfigure.RedisSessionProperties.Encryption;
import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.security.EncryptingCodec;
import io.github.redissession.security.KeyRing;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.AttributeValidation;
import io.github.redissession.spi.SessionAttributeCodec;
import io.github.redissession.spi.SessionAttributeUpcaster;

/**
 * Turns the properties below {@code redis-session.codec} and
 * {@code redis-session.encryption} into a codec and rules.
 */
@Configuration(proxyBeanMethods = false)
class CodecConfiguration {

	private static final String PREFIX = "redis-session.codec.";

	@Bean
	@ConditionalOnMissingBean
	AttributeCodec sessionAttributeCodec(RedisSessionProperties properties, ConfigurableBeanFactory beans,
			ObjectProvider<SessionAttributeUpcaster> upcasters, ObjectProvider<SessionAttributeCodec> codecs) {
		Codec codec = properties.codec();
		CodecSettings settings = CodecSettings.of(allowedPackages(codec, beans), classLoader(beans));
		Set<AttributeFormat> read = (codec.readFormats() != null) ? codec.readFormats() : settings.readFormats();
		long compressAbove = (codec.compressAbove() != null) ? positive("compress-above", codec.compressAbove())
				: Long.MAX_VALUE;
		try {
			return new EnvelopeCodec(new CodecSettings(settings.allowedPackages(), settings.classLoader(),
					codec.format(), copyOf(read), codec.typeAliases(), upcasters.orderedStream().toList(),
					codecs.orderedStream().toList(), compressAbove));
		}
		catch (IllegalArgumentException ex) {
			throw new RedisSessionStartupException(
					"Session attributes cannot be stored as configured: " + ex.getMessage(),
					"Correct the properties that begin with 'redis-session.codec', or the beans of type "
							+ "SessionAttributeUpcaster and SessionAttributeCodec.");
		}
	}

	private static Set<AttributeFormat> copyOf(Set<AttributeFormat> formats) {
		return formats.isEmpty() ? EnumSet.noneOf(AttributeFormat.class) : EnumSet.copyOf(formats);
	}

	private static List<String> allowedPackages(Codec codec, ConfigurableBeanFactory beans) {
		if (codec.allowedPackages() != null) {
			return codec.allowedPackages();
		}
		return AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
	}

	private static ClassLoader classLoader(ConfigurableBeanFactory beans) {
		ClassLoader classLoader = beans.getBeanClassLoader();
		return (classLoader != null) ? classLoader : CodecConfiguration.class.getClassLoader();
	}

	@Bean
	@ConditionalOnMissingBean
	AttributeRules sessionAttributeRules(RedisSessionProperties properties,
			ObjectProvider<AttributeValidation> validation) {
		Codec codec = properties.codec();
		return new AttributeRules(codec.onUnreadable(), positive("warn-size", codec.warnSize()), maxSize(codec),
				positive("max-session-size", codec.maxSessionSize()), validation.getIfAvailable(() -> (value) -> null));
	}

	private static long maxSize(Codec codec) {
		long size = positive("max-size", codec.maxSize());
		if (size > EnvelopeCodec.MAX_BYTES) {
			throw new RedisSessionStartupException("The property %smax-size is %s".formatted(PREFIX, codec.maxSize()),
					"Give '%smax-size' a size of at most 16MB, because larger values are never read."
						.formatted(PREFIX));
		}
		return size;
	}

	private static long positive(String property, DataSize size) {
		if (size.toBytes() <= 0) {
			throw new RedisSessionStartupException("The property %s%s is %s".formatted(PREFIX, property, size),
					"Give '%s%s' a positive size, for example 64KB.".formatted(PREFIX, property));
		}
		return size.toBytes();
	}

	@Bean
	AttributeLog sessionAttributeLog() {
		return new AttributeLog();
	}

	/**
	 * Encrypts what a codec writes, also an application's own, if there are keys.
	 */
	static AttributeCodec encrypted(AttributeCodec codec, RedisSessionProperties properties) {
		Encryption encryption = properties.encryption();
		if (encryption.keys().isEmpty()) {
			return codec;
		}
		if (!ClassUtils.isPresent("com.google.crypto.tink.subtle.AesGcmJce", null)) {
			throw new RedisSessionStartupException(
					"Encryption of session attributes needs Tink, which is not on the class path",
					"Add the dependency com.google.crypto.tink:tink, or remove the property "
							+ "'redis-session.encryption.keys'.");
		}
		try {
			return new EncryptingCodec(codec, KeyRing.parse(encryption.keys()), properties.namespace(),
					encryption.acceptUnencrypted());
		}
		catch (IllegalArgumentException ex) {
			throw new RedisSessionStartupException(
					"The property redis-session.encryption.keys cannot be used: " + ex.getMessage(),
					"Set each of 'redis-session.encryption.keys' to <id>:<key>, where the key is, for example, the output of "
							+ "'openssl rand -base64 32'. The first entry may be 'none' if another one follows.");
		}
	}

	/**
	 * Bean Validation, where it is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	static class ValidationConfiguration {

		@Bean
		@ConditionalOnMissingBean
		AttributeValidation sessionAttributeValidation(ObjectProvider<Validator> validators) {
			return (value) -> violations(validators.getIfUnique(), value);
		}

		private static @Nullable String violations(@Nullable Validator validator, Object value) {
			if (validator == null) {
				return null;
			}
			String violations = validator.validate(value)
				.stream()
				.map((violation) -> violation.getPropertyPath() + " "
						+ violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName())
				.sorted()
				.collect(Collectors.joining(", "));
			return violations.isEmpty() ? null : "it is invalid: " + violations;
		}

	}

}
