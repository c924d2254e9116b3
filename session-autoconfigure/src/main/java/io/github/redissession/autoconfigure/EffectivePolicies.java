package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.springframework.core.env.Environment;

import io.github.redissession.actuate.EffectivePolicy;
import io.github.redissession.autoconfigure.RedisSessionProperties.Expiry;
import io.github.redissession.expiry.ExpiryPreset;
import io.github.redissession.expiry.LoginExpiryPolicy;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;

/**
 * Lists the rules in effect, each with the property or bean that sets it.
 */
record EffectivePolicies(RedisSessionProperties properties, ExpiryPolicy policy, Environment environment) {

	private static final String PREFIX = "redis-session.";

	private static final String DEFAULT = "default";

	private static final String OWN = "the application's bean of type ExpiryPolicy";

	List<EffectivePolicy> all() {
		ExpiryTerms user = this.policy.terms("anybody");
		ExpiryTerms anonymous = this.policy.terms(null);
		int maxSessions = this.properties.users().maxSessions();
		return List.of(policy(EffectivePolicy.IDLE_TIMEOUT, limit(user.idleTimeout()), idleTimeout(user.idleTimeout())),
				policy(EffectivePolicy.ANONYMOUS_IDLE_TIMEOUT, limit(anonymous.idleTimeout()),
						anonymousIdleTimeout(user, anonymous)),
				policy(EffectivePolicy.MAX_LIFETIME, limit(user.maxLifetime()), maxLifetime()),
				policy("touch-interval", user.touchInterval(), property("expiry.touch-interval")),
				plain("max-sessions", (maxSessions > 0) ? maxSessions : "any", "users.max-sessions"),
				plain("on-limit", this.properties.users().onLimit(), "users.on-limit"),
				plain("hash-principal", this.properties.users().hashPrincipal(), "users.hash-principal"),
				plain("format", this.properties.codec().format(), "codec.format"),
				plain("on-unreadable", this.properties.codec().onUnreadable(), "codec.on-unreadable"),
				plain("encrypted", !this.properties.encryption().keys().isEmpty(), "encryption.keys"),
				plain("timeout", this.properties.resilience().timeout(), "resilience.timeout"),
				plain("write-timeout", this.properties.resilience().writeTimeout(), "resilience.write-timeout"),
				plain("on-outage", this.properties.resilience().onOutage(), "resilience.on-outage"),
				plain("durability-replicas", this.properties.durability().replicas(), "durability.replicas"),
				plain("query-backend", this.properties.query().backend(), "query.backend"),
				plain("events", this.properties.events().enabled(), "events.enabled"));
	}

	/** Returns a rule of the expiry policy, which the application may have replaced. */
	private EffectivePolicy policy(String name, Object value, String source) {
		return new EffectivePolicy(name, value.toString(), (this.policy instanceof LoginExpiryPolicy) ? source : OWN);
	}

	private EffectivePolicy plain(String name, Object value, String property) {
		return new EffectivePolicy(name, (value instanceof Enum<?> constant) ? name(constant) : value.toString(),
				property(property));
	}

	private String idleTimeout(Duration idle) {
		Expiry expiry = this.properties.expiry();
		if (idle.equals(expiry.idleTimeout())) {
			return PREFIX + "expiry.idle-timeout";
		}
		ExpiryPreset preset = expiry.preset();
		if (preset != null && (preset.isBinding() || idle.equals(preset.idleTimeout()))) {
			return preset(preset);
		}
		return firstOf("spring.session.timeout", "server.servlet.session.timeout", "server.reactive.session.timeout");
	}

	private String anonymousIdleTimeout(ExpiryTerms user, ExpiryTerms anonymous) {
		return anonymous.idleTimeout().equals(this.properties.expiry().anonymousIdleTimeout())
				? PREFIX + "expiry.anonymous-idle-timeout" : idleTimeout(user.idleTimeout());
	}

	private String maxLifetime() {
		Expiry expiry = this.properties.expiry();
		if (expiry.maxLifetime() != null) {
			return PREFIX + "expiry.max-lifetime";
		}
		return (expiry.preset() != null) ? preset(expiry.preset()) : DEFAULT;
	}

	private static String preset(ExpiryPreset preset) {
		return PREFIX + "expiry.preset=" + name(preset);
	}

	private String property(String name) {
		return firstOf(PREFIX + name);
	}

	private String firstOf(String... properties) {
		return Stream.of(properties)
			.filter((property) -> this.environment.containsProperty(property)
					|| this.environment.containsProperty(property + "[0]"))
			.findFirst()
			.orElse(DEFAULT);
	}

	private static String limit(Duration limit) {
		return ExpiryTerms.isLimit(limit) ? limit.toString() : "none";
	}

	private static String name(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
