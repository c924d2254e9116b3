package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.github.redissession.actuate.EffectivePolicy;
import io.github.redissession.autoconfigure.RedisSessionProperties.Expiry;
import io.github.redissession.expiry.ExpiryPreset;
import io.github.redissession.expiry.LoginExpiryPolicy;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;

/**
 * Tells which rules apply, and which property or bean says so.
 */
final class EffectivePolicies {

	private static final String PREFIX = "redis-session.";

	private static final String DEFAULT = "default";

	private final RedisSessionProperties properties;

	private final ExpiryPolicy policy;

	private final Environment environment;

	EffectivePolicies(RedisSessionProperties properties, ExpiryPolicy policy, Environment environment) {
		this.properties = properties;
		this.policy = policy;
		this.environment = environment;
	}

	List<EffectivePolicy> all() {
		ExpiryTerms user = this.policy.terms("anybody");
		ExpiryTerms nobody = this.policy.terms(null);
		return List.of(
				new EffectivePolicy(EffectivePolicy.IDLE_TIMEOUT, limit(user.idleTimeout()),
						idleTimeout(user.idleTimeout())),
				new EffectivePolicy(EffectivePolicy.ANONYMOUS_IDLE_TIMEOUT, limit(nobody.idleTimeout()),
						anonymousIdleTimeout(user, nobody)),
				new EffectivePolicy(EffectivePolicy.MAX_LIFETIME, limit(user.maxLifetime()), maxLifetime()),
				new EffectivePolicy("touch-interval", user.touchInterval().toString(),
						isOwn() ? own() : property("expiry.touch-interval")),
				plain("max-sessions",
						(this.properties.users().maxSessions() > 0)
								? Integer.toString(this.properties.users().maxSessions()) : "any",
						"users.max-sessions"),
				plain("on-limit", name(this.properties.users().onLimit()), "users.on-limit"),
				plain("hash-principal", this.properties.users().hashPrincipal(), "users.hash-principal"),
				plain("format", name(this.properties.codec().format()), "codec.format"),
				plain("on-unreadable", name(this.properties.codec().onUnreadable()), "codec.on-unreadable"),
				plain("encrypted", !this.properties.encryption().keys().isEmpty(), "encryption.keys"),
				plain("timeout", this.properties.resilience().timeout(), "resilience.timeout"),
				plain("on-outage", name(this.properties.resilience().onOutage()), "resilience.on-outage"),
				plain("durability-replicas", this.properties.durability().replicas(), "durability.replicas"),
				plain("query-backend", name(this.properties.query().backend()), "query.backend"),
				plain("events", this.properties.events().enabled(), "events.enabled"));
	}

	private EffectivePolicy plain(String name, Object value, String property) {
		return new EffectivePolicy(name, value.toString(), property(property));
	}

	private String idleTimeout(Duration idle) {
		if (isOwn()) {
			return own();
		}
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

	private String anonymousIdleTimeout(ExpiryTerms user, ExpiryTerms nobody) {
		return (!isOwn() && nobody.idleTimeout().equals(this.properties.expiry().anonymousIdleTimeout()))
				? PREFIX + "expiry.anonymous-idle-timeout" : idleTimeout(user.idleTimeout());
	}

	private String maxLifetime() {
		if (isOwn()) {
			return own();
		}
		Expiry expiry = this.properties.expiry();
		if (expiry.maxLifetime() != null) {
			return PREFIX + "expiry.max-lifetime";
		}
		return (expiry.preset() != null) ? preset(expiry.preset()) : DEFAULT;
	}

	private static String preset(ExpiryPreset preset) {
		return PREFIX + "expiry.preset=" + name(preset);
	}

	private boolean isOwn() {
		return !(this.policy instanceof LoginExpiryPolicy);
	}

	private String own() {
		return "the application's bean of type ExpiryPolicy";
	}

	private String property(String name) {
		return firstOf(PREFIX + name);
	}

	private String firstOf(String... properties) {
		for (String property : properties) {
			if (this.environment.containsProperty(property) || this.environment.containsProperty(property + "[0]")) {
				return property;
			}
		}
		return DEFAULT;
	}

	private static String limit(@Nullable Duration limit) {
		return (limit != null && ExpiryTerms.isLimit(limit)) ? limit.toString() : "none";
	}

	private static String name(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
