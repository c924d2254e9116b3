package io.github.redissession.expiry;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.RequestPolicy;

/**
 * Recognizes passive and sensitive requests, and requests with an outage mode of their
 * own, by path patterns such as {@code /api/**}.
 */
public final class PathRequestPolicy implements RequestPolicy {

	private final List<PathPattern> passive;

	private final List<Paths<Duration>> sensitive;

	private final List<Paths<OutageMode>> outages;

	/**
	 * Creates a policy.
	 * @param passive patterns of paths that do not prolong a session
	 * @param sensitive paths that require a recently used session; if several match, the
	 * shortest limit applies
	 * @param outages paths with an outage mode of their own; if several match, the first
	 * applies
	 */
	public PathRequestPolicy(List<PathPattern> passive, List<Paths<Duration>> sensitive,
			List<Paths<OutageMode>> outages) {
		this.passive = List.copyOf(passive);
		this.sensitive = List.copyOf(sensitive);
		this.outages = List.copyOf(outages);
	}

	/**
	 * Parses patterns.
	 * @param patterns patterns in the syntax of Spring MVC and WebFlux
	 * @return the parsed patterns, in the same order
	 * @throws org.springframework.web.util.pattern.PatternParseException if one of them
	 * is not a pattern
	 */
	public static List<PathPattern> parse(List<String> patterns) {
		return patterns.stream()
			.map(PathPatternParser.defaultInstance::initFullPathPattern)
			.map(PathPatternParser.defaultInstance::parse)
			.toList();
	}

	@Override
	public boolean isPassive(String path) {
		return !this.passive.isEmpty() && matches(this.passive, PathContainer.parsePath(path));
	}

	@Override
	public Duration sensitiveIdleTimeout(String path) {
		return this.sensitive.isEmpty() ? ExpiryTerms.NEVER
				: matching(this.sensitive, path).min(Duration::compareTo).orElse(ExpiryTerms.NEVER);
	}

	@Override
	public @Nullable OutageMode outageMode(String path) {
		return this.outages.isEmpty() ? null : matching(this.outages, path).findFirst().orElse(null);
	}

	private static <T> Stream<T> matching(List<Paths<T>> rules, String path) {
		PathContainer parsed = PathContainer.parsePath(path);
		return rules.stream().filter((paths) -> matches(paths.patterns(), parsed)).map(Paths::rule);
	}

	private static boolean matches(List<PathPattern> patterns, PathContainer path) {
		return patterns.stream().anyMatch((pattern) -> pattern.matches(path));
	}

	/**
	 * Paths with a rule of their own.
	 *
	 * @param <T> the type of the rule
	 * @param patterns the patterns of the paths
	 * @param rule how long a session may have gone unused, or what happens to requests
	 * while Redis is unavailable
	 */
	public record Paths<T>(List<PathPattern> patterns, T rule) {

	}

}
