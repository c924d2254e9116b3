package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PatternParseException;

import io.github.redissession.autoconfigure.RedisSessionProperties.Expiry;
import io.github.redissession.autoconfigure.RedisSessionProperties.OutagePath;
import io.github.redissession.autoconfigure.RedisSessionProperties.Sensitive;
import io.github.redissession.expiry.ExpiryPreset;
import io.github.redissession.expiry.LoginExpiryPolicy;
import io.github.redissession.expiry.PathRequestPolicy;
import io.github.redissession.expiry.PathRequestPolicy.Paths;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.RequestPolicy;

import static io.github.redissession.autoconfigure.RedisSessionProperties.require;

/**
 * Turns the properties below {@code redis-session.expiry}, and the paths below
 * {@code redis-session.resilience}, into policies.
 */
@Configuration(proxyBeanMethods = false)
class ExpiryConfiguration {

	private static final Log logger = LogFactory.getLog(ExpiryConfiguration.class);

	private static final String PREFIX = "redis-session.expiry.";

	private static final String OUTAGE_PATHS = "redis-session.resilience.paths";

	private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(30);

	private static final Duration DEFAULT_MAX_LIFETIME = Duration.ofDays(30);

	@Bean
	@ConditionalOnMissingBean
	ExpiryPolicy sessionExpiryPolicy(RedisSessionProperties properties, ObjectProvider<SessionTimeout> sessionTimeout) {
		Expiry expiry = properties.expiry();
		ExpiryPreset preset = expiry.preset();
		Duration idle = idleTimeout(expiry, sessionTimeout.getIfAvailable());
		Duration lifetime = maxLifetime(expiry);
		Duration touch = expiry.touchInterval();
		require(!touch.isNegative(), PREFIX + "touch-interval", touch, "Must be zero or positive");
		Duration longest = ExpiryTerms.NEVER;
		if (preset != null && preset.isBinding()) {
			longest = untilTouched(preset.idleTimeout(), touch);
			idle = ExpiryPreset.isLooser(idle, longest) ? longest : idle;
		}
		Duration anonymous = expiry.anonymousIdleTimeout();
		anonymous = (anonymous != null && ExpiryPreset.isLooser(idle, anonymous)) ? anonymous : idle;
		return new LoginExpiryPolicy(new ExpiryTerms(idle, lifetime, touch, longest),
				new ExpiryTerms(anonymous, lifetime, touch, longest));
	}

	/**
	 * Returns the idle timeout with which a session ends at the bound at the latest,
	 * although it may live one touch interval longer than its idle timeout.
	 */
	private static Duration untilTouched(Duration bound, Duration touch) {
		require(touch.compareTo(bound.dividedBy(2)) < 0, PREFIX + "touch-interval", touch,
				"Must be less than half of the idle timeout, which the preset limits to %s".formatted(bound));
		return bound.minus(touch);
	}

	private static Duration idleTimeout(Expiry expiry, @Nullable SessionTimeout boot) {
		ExpiryPreset preset = expiry.preset();
		if (expiry.idleTimeout() != null) {
			return checked("idle-timeout", expiry.idleTimeout(), preset, ExpiryPreset::idleTimeout);
		}
		Duration timeout = (boot != null) ? boot.getTimeout() : null;
		timeout = (timeout != null) ? timeout : DEFAULT_IDLE_TIMEOUT;
		return (preset != null && ExpiryPreset.isLooser(timeout, preset.idleTimeout())) ? preset.idleTimeout()
				: timeout;
	}

	private static Duration maxLifetime(Expiry expiry) {
		ExpiryPreset preset = expiry.preset();
		if (expiry.maxLifetime() != null) {
			return checked("max-lifetime", expiry.maxLifetime(), preset, ExpiryPreset::maxLifetime);
		}
		return (preset != null) ? preset.maxLifetime() : DEFAULT_MAX_LIFETIME;
	}

	private static Duration checked(String property, Duration value, @Nullable ExpiryPreset preset,
			Function<ExpiryPreset, Duration> limit) {
		if (preset != null && ExpiryPreset.isLooser(value, limit.apply(preset))) {
			String reason = "The preset '%s' allows at most %s".formatted(preset.name().toLowerCase(Locale.ROOT),
					limit.apply(preset));
			require(!preset.isBinding(), PREFIX + property, value,
					reason + ". Shorten the value, remove it, or remove the preset");
			logger.warn("The property " + PREFIX + property + " is " + value + ". " + reason);
		}
		return value;
	}

	@Bean
	@ConditionalOnMissingBean
	RequestPolicy sessionRequestPolicy(RedisSessionProperties properties) {
		Expiry expiry = properties.expiry();
		return new PathRequestPolicy(patterns(PREFIX + "passive-paths", expiry.passivePaths()),
				expiry.sensitive().stream().map(ExpiryConfiguration::sensitive).toList(),
				properties.resilience().paths().stream().map(ExpiryConfiguration::outage).toList());
	}

	private static Paths<Duration> sensitive(Sensitive entry) {
		Duration idle = entry.idleTimeout();
		if (entry.paths().isEmpty() || idle == null || !ExpiryTerms.isLimit(idle)) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "sensitive", entry,
					"Each entry needs 'paths' and a positive 'idle-timeout'");
		}
		return new Paths<>(patterns(PREFIX + "sensitive", entry.paths()), idle);
	}

	private static Paths<OutageMode> outage(OutagePath entry) {
		OutageMode mode = entry.onOutage();
		if (entry.paths().isEmpty() || mode == null) {
			throw new InvalidConfigurationPropertyValueException(OUTAGE_PATHS, entry,
					"Each entry needs 'paths' and 'on-outage'");
		}
		return new Paths<>(patterns(OUTAGE_PATHS, entry.paths()), mode);
	}

	private static List<PathPattern> patterns(String property, List<String> patterns) {
		try {
			return PathRequestPolicy.parse(patterns);
		}
		catch (PatternParseException ex) {
			throw new InvalidConfigurationPropertyValueException(property, patterns,
					"Not a path pattern: " + ex.toDetailedString());
		}
	}

}
