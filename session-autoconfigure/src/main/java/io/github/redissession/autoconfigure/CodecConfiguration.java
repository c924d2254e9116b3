package io.github.redissession.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
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
import io.github.redissession.codec.FormatRules;
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

	@Bean
	@ConditionalOnMissingBean
	AttributeCodec sessionAttributeCodec(RedisSessionProperties properties, ConfigurableBeanFactory beans,
			FormatRules choices, ObjectProvider<SessionAttributeUpcaster> upcasters,
			ObjectProvider<SessionAttributeCodec> codecs) {
		Codec codec = properties.codec();
		CodecSettings defaults = CodecSettings.of(allowedPackages(codec, beans),
				Objects.requireNonNullElse(beans.getBeanClassLoader(), CodecConfiguration.class.getClassLoader()));
		long compressAbove = (codec.compressAbove() != null) ? positive("compress-above", codec.compressAbove())
				: defaults.compressAbove();
		try {
			return new EnvelopeCodec(new CodecSettings(defaults.allowedPackages(), defaults.classLoader(),
					codec.format(), readFormats(properties, defaults, beans), codec.typeAliases(),
					upcasters.orderedStream().toList(), codecs.orderedStream().toList(), compressAbove, choices));
		}
		catch (IllegalArgumentException ex) {
			throw new RedisSessionStartupException(
					"Session attributes cannot be stored as configured: " + ex.getMessage(),
					"Correct the properties that begin with 'redis-session.codec', or the beans of type "
							+ "SessionAttributeUpcaster and SessionAttributeCodec.");
		}
	}

	private static Set<AttributeFormat> readFormats(RedisSessionProperties properties, CodecSettings defaults,
			BeanFactory beans) {
		Set<AttributeFormat> configured = properties.codec().readFormats();
		Set<AttributeFormat> formats = new HashSet<>((configured != null) ? configured : defaults.readFormats());
		formats.addAll(TakeoverConfiguration.formats(properties, beans));
		return formats;
	}

	private static List<String> allowedPackages(Codec codec, ConfigurableBeanFactory beans) {
		List<String> allowed = new ArrayList<>(codec.allowedPackages());
		if (AutoConfigurationPackages.has(beans)) {
			allowed.addAll(AutoConfigurationPackages.get(beans));
		}
		return allowed;
	}

	@Bean
	@ConditionalOnMissingBean
	AttributeRules sessionAttributeRules(RedisSessionProperties properties, FormatRules choices,
			ObjectProvider<AttributeValidation> validation) {
		Codec codec = properties.codec();
		return new AttributeRules(codec.onUnreadable(), positive("warn-size", codec.warnSize()), maxSize(codec),
				positive("max-session-size", codec.maxSessionSize()), validation.getIfAvailable(() -> (value) -> null),
				choices::isLocal);
	}

	private static long maxSize(Codec codec) {
		if (codec.maxSize().toBytes() > EnvelopeCodec.MAX_BYTES) {
			throw invalid("max-size", codec.maxSize(), "at most 16MB, because larger values are never read");
		}
		return positive("max-size", codec.maxSize());
	}

	private static long positive(String property, DataSize size) {
		if (size.toBytes() <= 0) {
			throw invalid(property, size, "more than zero, for example 64KB");
		}
		return size.toBytes();
	}

	private static RedisSessionStartupException invalid(String property, DataSize size, String allowed) {
		return new RedisSessionStartupException("The property redis-session.codec.%s is %s".formatted(property, size),
				"Set 'redis-session.codec.%s' to %s.".formatted(property, allowed));
	}

	@Bean
	AttributeLog sessionAttributeLog() {
		return new AttributeLog();
	}

	/**
	 * Makes a codec encrypt what it writes if keys are configured, even if the codec is
	 * the application's own.
	 */
	static AttributeCodec encrypted(AttributeCodec codec, SessionNamespace namespace,
			RedisSessionProperties properties) {
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
			return new EncryptingCodec(codec, KeyRing.parse(encryption.keys()), namespace.value(),
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
	 * Validates attributes where Bean Validation is present.
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
